/** The journal of one thread, on disk. */
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { isLineShaped, toExportBody } from "./export-body.ts";
import type { Journal, JournalCounters, JournalPosition, JournalRead, JournalSettings } from "./journal.ts";
import { OpenRoots } from "./open-roots.ts";
import { Outage } from "./outage.ts";
import { BEAT_INTERVAL_MS } from "./own-folder.ts";
import { Place, type WorkingFolder } from "./place.ts";
import { MAX_LINE_BYTES } from "./read-lines.ts";
import type { SegmentLog } from "./segment-log.ts";
import { toOtlpJson } from "./to-otlp-json.ts";
import { untraced } from "./untraced.ts";

const MIB = 1024 * 1024;
const MAX_BYTES = 512 * MIB;
const SEGMENT_BYTES = 4 * MIB;
const SYNC_INTERVAL_MS = 1_000;
/** What roots may take beyond the limit, as a part of it: a session whose root is not kept never ends. */
const ROOT_RESERVE = 1 / 8;

export class FileJournal implements Journal {
  readonly #maxBytes: number;
  readonly #now: () => number;
  readonly #outage: Outage;
  readonly #place: Place;
  readonly #roots: OpenRoots;
  readonly #timer: NodeJS.Timeout;
  #appended = 0;
  #full = 0;
  #failed = 0;
  #skippedLines = 0;

  constructor(settings: JournalSettings) {
    const { directory, maxBytes = MAX_BYTES, sync = "never", now = Date.now } = settings;
    // What is acknowledged frees its place in whole segments.
    const segmentBytes = settings.segmentBytes ?? Math.min(SEGMENT_BYTES, Math.ceil(maxBytes / 8));
    this.#maxBytes = maxBytes;
    this.#now = now;
    this.#outage = new Outage(settings.warn ?? (() => {}), now);
    this.#roots = new OpenRoots((span) => this.#serialise(span), sync === "always");
    const onOpen = (): void => this.#roots.reset();
    this.#place = new Place({
      directory,
      application: settings.application,
      segmentBytes,
      sync,
      now,
      outage: this.#outage,
      onOpen,
    });
    const tick = (): void => {
      this.#guard(() => this.#ready()?.log.syncSoon());
    };
    tick();
    this.#timer = setInterval(tick, sync === "interval" ? SYNC_INTERVAL_MS : BEAT_INTERVAL_MS);
    this.#timer.unref();
  }

  append(span: ReadableSpan, line?: string): JournalPosition | undefined {
    return this.#guard(() => {
      const before = this.#place.end;
      const root = this.#roots.take(span);
      const position = this.#write(line ?? this.#serialise(span), root !== undefined);
      // Only now: a process that dies in between leaves the span and the record, and then the span counts. The other
      // way round it would leave neither. Where the span could not be kept the record goes too: the queue may still
      // deliver the span, and nobody must close its session a second time.
      const folder = this.#place.working?.folder;
      if (root !== undefined && folder !== undefined) this.#roots.remove(folder.path, root, before);
      return position;
    });
  }

  openRoot(root: ReadableSpan): void {
    this.#guard(() => {
      if (root.ended) return;
      if (!this.#roots.set(root) || this.#ready() === undefined) this.#failed += 1;
    });
  }

  acknowledge(upTo: JournalPosition): void {
    this.#guard(() => {
      const { working } = this.#place;
      if (working === undefined) return;
      this.#roots.removeStale(working.folder.path);
      this.#place.attempt(() => working.log.acknowledge(Math.min(upTo, this.#roots.limit)));
    });
  }

  readFrom(position: JournalPosition, maxBytes: number): JournalRead | undefined {
    return this.#guard(() => {
      const { working } = this.#place;
      if (working === undefined) return undefined;
      return this.#place.attempt(() => this.#read(working.log, position, maxBytes));
    });
  }

  counters(): JournalCounters {
    return {
      appended: this.#appended,
      bytes: this.#place.working?.log.bytes ?? 0,
      full: this.#full,
      failed: this.#failed,
      lost: this.#place.lost,
      skippedLines: this.#skippedLines,
    };
  }

  close(): void {
    this.#guard(() => {
      clearInterval(this.#timer);
      this.acknowledge(0);
      const isEmpty = this.#roots.isEmpty && this.#place.working?.log.isEmpty === true;
      const folder = this.#place.close();
      if (isEmpty) folder?.remove();
      else if (!this.#roots.isAnyOpen) folder?.release();
    });
  }

  #write(line: string | undefined, isRoot: boolean): JournalPosition | undefined {
    const working = line === undefined || line.length >= MAX_LINE_BYTES ? undefined : this.#ready();
    if (line === undefined || working === undefined) {
      this.#failed += 1;
      return undefined;
    }
    const { log } = working;
    const limit = this.#maxBytes * (isRoot ? 1 + ROOT_RESERVE : 1);
    if (log.bytes + line.length > limit) {
      this.#full += 1;
      const message = `the journal holds its limit of ${this.#maxBytes} bytes that no receiver has acknowledged`;
      this.#outage.warnOnce("full", message);
      return undefined;
    }
    const position = this.#place.attempt(() => log.append(line, this.#now()));
    if (position === undefined) this.#failed += 1;
    else this.#appended += 1;
    return position;
  }

  #read(log: SegmentLog, position: JournalPosition, maxBytes: number): JournalRead | undefined {
    const lines: string[] = [];
    let upTo = position;
    let bytes = 0;
    for (const { text, end } of log.linesAfter(position)) {
      if (lines.length > 0 && bytes + (text?.length ?? 0) > maxBytes) break;
      upTo = end;
      if (text === undefined || !isLineShaped(text)) {
        this.#skippedLines += 1;
      } else {
        lines.push(text);
        bytes += text.length;
      }
    }
    return lines.length === 0 ? undefined : { body: toExportBody(lines), upTo, spans: lines.length };
  }

  /** The folder if it works, with a record of each open root. */
  #ready(): WorkingFolder | undefined {
    const working = this.#place.ready();
    if (working === undefined || this.#roots.isWritten) return working;
    this.#place.attempt(() => this.#roots.write(working.folder.path));
    return this.#roots.isWritten ? working : undefined;
  }

  /** Undefined when a getter among the attributes throws. */
  #serialise(span: ReadableSpan): string | undefined {
    try {
      return toOtlpJson(span);
    } catch (fault) {
      this.#outage.warnOnce("span", `the journal cannot write a span: ${String(fault)}`);
      return undefined;
    }
  }

  /** Nothing of ours reaches the host. */
  #guard<T>(work: () => T): T | undefined {
    try {
      return untraced(work);
    } catch {
      this.#failed += 1;
      return undefined;
    }
  }
}
