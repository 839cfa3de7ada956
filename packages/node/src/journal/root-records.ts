/** The open roots of a folder: what it takes to close a session whose process is dead. */
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FILE_MODE, listEntries, ROOT_SUFFIX, STAGING_SUFFIX } from "./layout.ts";
import { syncFolder } from "./sync-folder.ts";
import { unlinkIfThere } from "./unlink-if-there.ts";

export interface RootRecord {
  readonly path: string;
  /** `<trace id>-<span id>`. */
  readonly key: string;
  /** The root as `toOtlpJson` writes a span; without an end. */
  readonly line: string;
  /** Nanoseconds since 1970 of the last change. */
  readonly changedUnixNano: bigint;
}

const KEY = /^[0-9a-f]{32}-[0-9a-f]{16}$/;

/** Undefined for ids that OpenTelemetry does not allow, which are no names of files either. */
export function rootKeyOf(span: ReadableSpan): string | undefined {
  const { traceId, spanId } = span.spanContext();
  const key = `${traceId}-${spanId}`;
  return KEY.test(key) ? key : undefined;
}

/**
 * Writes or replaces the record; readers find the old one or the new one.
 * @param line the root as `toOtlpJson` writes it
 * @param isSynced whether it must be on the disk itself before this returns
 * @throws the file system's error
 */
export function writeRoot(folder: string, key: string, line: string, isSynced: boolean): void {
  const path = join(folder, `${key}${ROOT_SUFFIX}`);
  try {
    writeFileSync(`${path}${STAGING_SUFFIX}`, line, { mode: FILE_MODE, flush: isSynced });
    renameSync(`${path}${STAGING_SUFFIX}`, path);
    if (isSynced) syncFolder(folder);
  } catch (error) {
    unlinkIfThere(`${path}${STAGING_SUFFIX}`);
    throw error;
  }
}

/** @throws the file system's error, but not when there is no such record */
export function removeRoot(folder: string, key: string): void {
  unlinkIfThere(join(folder, `${key}${ROOT_SUFFIX}`));
}

/** @throws the file system's error */
export function listRoots(folder: string): readonly RootRecord[] {
  return listEntries(folder)
    .filter((name) => name.endsWith(ROOT_SUFFIX))
    .map((name) => {
      const path = join(folder, name);
      const key = name.slice(0, -ROOT_SUFFIX.length);
      return { path, key, line: readFileSync(path, "utf8"), changedUnixNano: statSync(path, { bigint: true }).mtimeNs };
    });
}
