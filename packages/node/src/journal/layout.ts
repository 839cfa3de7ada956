/**
 * What lies where in a journal:
 *
 *     <directory>/
 *       <pid>-<random>.journal/              of one process or worker thread, which alone writes in it
 *         owner.json                         who that is; its mtime is the last sign of life
 *         0000000000000000.jsonl             ended spans; the name is the position of its first byte
 *         acknowledged                       up to which position a receiver has them
 *         <trace id>-<span id>.root          the root of an open session
 *         claimed/<pid>-<random>.journal/    of a dead process, while the owner recovers it
 *       <pid>-<random>.refused               lines that a receiver refused for good
 */
import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";

export const OWNER_FILE = "owner.json";
export const ACKNOWLEDGED_FILE = "acknowledged";
export const CLAIMED_FOLDER = "claimed";
export const FOLDER_SUFFIX = ".journal";
export const REFUSED_SUFFIX = ".refused";
export const ROOT_SUFFIX = ".root";
/** Of what is written aside and then renamed, so that nobody sees half of it. */
export const STAGING_SUFFIX = ".tmp";

/** Spans hold what users wrote, so nobody else may read them. */
export const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;

const OURS = /^\d+-[0-9a-f]{16}$/;
const SEGMENT = /^(\d{16})\.jsonl$/;

export interface SegmentPath {
  readonly path: string;
  /** Position of its first byte. */
  readonly base: number;
}

/** A name that no other journal has, without a suffix. */
export function createName(): string {
  return `${process.pid}-${randomBytes(8).toString("hex")}`;
}

/** Names of ours in a directory that may hold anything else too; empty where there is none. */
export function listOurs(directory: string, suffix: string): readonly string[] {
  return listEntries(directory).filter((name) => name.endsWith(suffix) && OURS.test(name.slice(0, -suffix.length)));
}

export function segmentPath(folder: string, base: number): string {
  return join(folder, `${String(base).padStart(16, "0")}.jsonl`);
}

/** Oldest first. */
export function listSegments(folder: string): readonly SegmentPath[] {
  return listEntries(folder).flatMap((name) => {
    const base = SEGMENT.exec(name)?.[1];
    return base === undefined ? [] : [{ path: join(folder, name), base: Number(base) }];
  });
}

/** In the order of names. */
export function listEntries(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === "ENOENT";
}
