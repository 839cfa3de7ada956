/** The file of a segment while spans are appended to it. */
import { closeSync, fdatasync, fdatasyncSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { FILE_MODE } from "./layout.ts";
import { syncFolder } from "./sync-folder.ts";

/**
 * When spans reach the disk itself. The death of the process takes nothing from what the system was given; a loss of
 * power takes what was not synced.
 * - `never`: when the system thinks fit, mostly within 30 seconds
 * - `interval`: once a second, in the background
 * - `always`: before `append` and `openRoot` return, which then take as long as the disk does
 */
export type SyncPolicy = "never" | "interval" | "always";

const SCRATCH_BYTES = 256 * 1024;
/** A UTF-16 unit takes no more than three bytes of UTF-8. */
const MAX_SCRATCH_LENGTH = SCRATCH_BYTES / 3;
/** Shared by all segments of a thread: a write is over when it returns. */
let scratch: Buffer | undefined;

export class SegmentFile {
  readonly #file: number;
  readonly #sync: SyncPolicy;
  readonly #onFault: (error: unknown) => void;
  #bytes = 0;
  #isDirty = false;
  #isSyncing = false;
  #isClosing = false;

  /**
   * @param onFault told when syncing in the background fails
   * @throws the file system's error
   */
  constructor(path: string, sync: SyncPolicy, onFault: (error: unknown) => void) {
    this.#file = openSync(path, "ax", FILE_MODE);
    this.#sync = sync;
    this.#onFault = onFault;
    if (sync !== "never") syncFolder(dirname(path));
  }

  /** What was appended. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * All of the text or nothing, where the disk allows: see `repair`.
   * @returns bytes of UTF-8
   * @throws the file system's error
   */
  append(text: string): number {
    const [bytes, length] = encode(text);
    let written = 0;
    while (written < length) written += writeSync(this.#file, bytes, written, length - written);
    if (this.#sync === "always") fdatasyncSync(this.#file);
    this.#isDirty = true;
    this.#bytes += length;
    return length;
  }

  /** Takes back what a failed `append` has left. @throws the file system's error */
  repair(): void {
    ftruncateSync(this.#file, this.#bytes);
  }

  /** With the policy `interval`: syncs what came in since the last time, without waiting for it. */
  syncSoon(): void {
    if (this.#sync !== "interval" || !this.#isDirty || this.#isSyncing || this.#isClosing) return;
    this.#startSync();
  }

  /** Gives the file back, with the policy `interval` once it is synced. */
  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    if (this.#isSyncing) return;
    if (this.#sync === "interval" && this.#isDirty) this.#startSync();
    else closeSync(this.#file);
  }

  #startSync(): void {
    this.#isDirty = false;
    this.#isSyncing = true;
    fdatasync(this.#file, (error) => {
      this.#isSyncing = false;
      try {
        if (error !== null) this.#onFault(error);
        if (this.#isClosing) closeSync(this.#file);
      } catch (fault) {
        this.#onFault(fault);
      }
    });
  }
}

function encode(text: string): readonly [Buffer, number] {
  if (text.length > MAX_SCRATCH_LENGTH) {
    const bytes = Buffer.from(text);
    return [bytes, bytes.length];
  }
  scratch ??= Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  return [scratch, scratch.write(text, 0)];
}
