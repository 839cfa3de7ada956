/** Keeps what a receiver refused for good, so that a person can see why, and bounded, because nobody may look. */
import { appendFileSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createName, FILE_MODE, FOLDER_MODE, listOurs, REFUSED_SUFFIX } from "./layout.ts";
import { unlinkIfThere } from "./unlink-if-there.ts";

/** Files of the whole directory take about this much; the oldest go first. */
export const MAX_QUARANTINE_BYTES: number = 64 * 1024 * 1024;
/** The oldest can only go when they are files of their own. */
const FILES = 8;

export class Quarantine {
  readonly #directory: string;
  readonly #maxBytes: number;
  #path: string | undefined;

  constructor(directory: string, maxBytes: number = MAX_QUARANTINE_BYTES) {
    this.#directory = directory;
    this.#maxBytes = maxBytes;
  }

  /** Lines that alone take more than all files may are not kept. @throws the file system's error */
  keep(lines: readonly string[]): void {
    const text = `${lines.join("\n")}\n`;
    const bytes = Buffer.byteLength(text);
    if (bytes > this.#maxBytes) return;
    mkdirSync(this.#directory, { recursive: true, mode: FOLDER_MODE });
    this.#makeRoom(bytes);
    if (this.#path === undefined || bytesOf(this.#path) + bytes > this.#maxBytes / FILES) {
      this.#path = join(this.#directory, `${createName()}${REFUSED_SUFFIX}`);
    }
    appendFileSync(this.#path, text, { mode: FILE_MODE });
  }

  #makeRoom(bytes: number): void {
    const files = listOurs(this.#directory, REFUSED_SUFFIX).map((name) => describe(join(this.#directory, name)));
    let total = files.reduce((sum, file) => sum + file.bytes, bytes);
    for (const { path, bytes: freed } of files.sort((a, b) => a.changedMs - b.changedMs)) {
      if (total <= this.#maxBytes) return;
      unlinkIfThere(path);
      total -= freed;
    }
  }
}

function describe(path: string): { readonly path: string; readonly bytes: number; readonly changedMs: number } {
  const stat = statSync(path, { throwIfNoEntry: false });
  return { path, bytes: stat?.size ?? 0, changedMs: stat?.mtimeMs ?? 0 };
}

function bytesOf(path: string): number {
  return describe(path).bytes;
}
