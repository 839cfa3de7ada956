/** Closes the sessions that a dead process has left open. */
import { renameSync, statSync, unlinkSync } from "node:fs";
import { open } from "node:fs/promises";
import { readAcknowledged } from "./acknowledged.ts";
import { FILE_MODE, listSegments, segmentPath, STAGING_SUFFIX } from "./layout.ts";
import { Pace } from "./pace.ts";
import { parseLine } from "./parse-line.ts";
import { readLines } from "./read-lines.ts";
import { listRoots, type RootRecord } from "./root-records.ts";
import { toClosedRoot } from "./to-closed-root.ts";

const NANOS_PER_MS = 1_000_000n;
/** File systems stamp a write some milliseconds early. What ends later than this was given its end by the host. */
const STAMP_TOLERANCE_NANOS = 1_000n * NANOS_PER_MS;

export interface ClosedRoots {
  readonly closed: number;
  /** Records that no session can be made of. */
  readonly skipped: number;
}

/** What the segments of a folder say. */
interface Ended {
  /** Of roots that have ended. */
  readonly keys: ReadonlySet<string>;
  /** The latest end of a span, as far as it can be true. */
  readonly lastUnixNano: bigint;
}

/**
 * Turns each record of an open root into an ended span, once, in a last segment of the folder: under its own ids,
 * `Indeterminate`, with the reason `process lost`, ended when the process last wrote. From then on it is a span as any
 * other. The segment appears as a whole, and before any span of the folder is sent or deleted: whoever recovers a
 * folder whose recoverer has died finds either everything as it was, or the very bytes that may have been sent.
 *
 * Totals are left out: whether all spans are still here depends on what was acknowledged, and receivers fold anyway.
 * @throws the file system's error
 */
export async function closeRoots(folder: string): Promise<ClosedRoots> {
  const records = listRoots(folder);
  if (records.length === 0) return { closed: 0, skipped: 0 };
  const ended = await scan(folder, new Set(records.map((record) => record.key)));
  const endUnixNano = lastWrite(folder, records, ended);
  const left = records.filter((record) => !ended.keys.has(record.key));
  const lines = left.flatMap((record) => toClosedRoot(record.line, endUnixNano) ?? []);
  if (lines.length > 0) await writeSegment(folder, lines);
  for (const { path } of records) unlinkSync(path);
  return { closed: lines.length, skipped: left.length - lines.length };
}

/** Also of what is acknowledged: a loss of power may bring the record of an ended root back. */
async function scan(folder: string, wanted: ReadonlySet<string>): Promise<Ended> {
  const pace = new Pace();
  const keys = new Set<string>();
  let lastUnixNano = 0n;
  for (const { path } of listSegments(folder)) {
    const limit = changeOf(path) + STAMP_TOLERANCE_NANOS;
    for (const { text = "" } of readLines(path, 0)) {
      await pace.spend(text.length);
      const span = parseLine(text);
      if (span === undefined) continue;
      const key = `${span.traceId}-${span.spanId}`;
      if (wanted.has(key)) keys.add(key);
      const endUnixNano = BigInt(span.endTimeUnixNano);
      if (endUnixNano > lastUnixNano && endUnixNano <= limit) lastUnixNano = endUnixNano;
    }
  }
  return { keys, lastUnixNano };
}

/** When the process last wrote a span or a root. Its last sign of life may be later, but tells of nothing. */
function lastWrite(folder: string, records: readonly RootRecord[], { lastUnixNano }: Ended): bigint {
  const times = [
    lastUnixNano,
    BigInt(readAcknowledged(folder).lastEntryMs) * NANOS_PER_MS,
    ...listSegments(folder).map(({ path }) => changeOf(path)),
    ...records.map((record) => record.changedUnixNano),
  ];
  return times.reduce((latest, time) => (time > latest ? time : latest));
}

/** After all others, and on the disk itself before the records go. */
async function writeSegment(folder: string, lines: readonly string[]): Promise<void> {
  const last = listSegments(folder).at(-1);
  const end = last === undefined ? 0 : last.base + statSync(last.path).size;
  const path = segmentPath(folder, Math.max(end, readAcknowledged(folder).position));
  const staging = `${path}${STAGING_SUFFIX}`;
  const file = await open(staging, "w", FILE_MODE);
  try {
    await file.writeFile(`${lines.join("\n")}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
  renameSync(staging, path);
}

function changeOf(path: string): bigint {
  return statSync(path, { bigint: true }).mtimeNs;
}
