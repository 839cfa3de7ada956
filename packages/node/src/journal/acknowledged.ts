/** The file that says up to which position a receiver has the spans of a folder, and when the last one came in. */
import { closeSync, constants, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ACKNOWLEDGED_FILE, FILE_MODE } from "./layout.ts";

export interface Acknowledged {
  /** Position before which everything is acknowledged. */
  readonly position: number;
  /** Milliseconds since 1970 of the last span that was appended before this was written. */
  readonly lastEntryMs: number;
}

const NOTHING: Acknowledged = { position: 0, lastEntryMs: 0 };
const DIGITS = 16;
const CONTENT = /^(\d{16}) (\d{16})\n$/;

export class AcknowledgedFile {
  readonly #path: string;
  #file: number | undefined;

  constructor(folder: string) {
    this.#path = join(folder, ACKNOWLEDGED_FILE);
  }

  /**
   * In place and in one call of the system: what kills the process comes before it or after it.
   * @throws the file system's error
   */
  write({ position, lastEntryMs }: Acknowledged): void {
    this.#file ??= openSync(this.#path, constants.O_WRONLY | constants.O_CREAT, FILE_MODE);
    writeSync(this.#file, `${toDigits(position)} ${toDigits(lastEntryMs)}\n`, 0);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** Nothing is acknowledged where there is no such file, or one that makes no sense: receivers take spans twice. */
export function readAcknowledged(folder: string): Acknowledged {
  try {
    const [, position, lastEntryMs] = CONTENT.exec(readFileSync(join(folder, ACKNOWLEDGED_FILE), "latin1")) ?? [];
    if (position === undefined || lastEntryMs === undefined) return NOTHING;
    return { position: Number(position), lastEntryMs: Number(lastEntryMs) };
  } catch {
    return NOTHING;
  }
}

function toDigits(value: number): string {
  return String(Math.trunc(value)).padStart(DIGITS, "0");
}
