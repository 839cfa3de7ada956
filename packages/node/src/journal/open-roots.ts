/** The roots of this process's open sessions, and how far their records on disk are behind. */
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { removeRoot, rootKeyOf, writeRoot } from "./root-records.ts";

export class OpenRoots {
  readonly #roots = new Map<string, ReadableSpan>();
  /** Keys of roots whose records are missing or old. */
  readonly #unwritten = new Set<string>();
  /** Roots that have ended and whose records are still there, with the position before which they ended. */
  readonly #stale = new Map<string, number>();
  readonly #serialise: (span: ReadableSpan) => string | undefined;
  readonly #isSynced: boolean;

  /** @param isSynced whether records must outlive a loss of power */
  constructor(serialise: (span: ReadableSpan) => string | undefined, isSynced: boolean) {
    this.#serialise = serialise;
    this.#isSynced = isSynced;
  }

  get isEmpty(): boolean {
    return this.#roots.size === 0 && this.#stale.size === 0;
  }

  get isAnyOpen(): boolean {
    return this.#roots.size > 0;
  }

  get isWritten(): boolean {
    return this.#unwritten.size === 0;
  }

  /**
   * Up to where spans may be acknowledged. While the record of an ended root is there, so must the span be, or recovery
   * would take its session for open.
   */
  get limit(): number {
    return Math.min(Infinity, ...this.#stale.values());
  }

  /** @returns false for ids that OpenTelemetry does not allow */
  set(root: ReadableSpan): boolean {
    const key = rootKeyOf(root);
    if (key === undefined) return false;
    this.#roots.set(key, root);
    this.#unwritten.add(key);
    return true;
  }

  /** @returns the key of the span, if it was an open root */
  take(span: ReadableSpan): string | undefined {
    const key = this.#roots.size === 0 ? undefined : rootKeyOf(span);
    if (key === undefined || !this.#roots.delete(key)) return undefined;
    this.#unwritten.delete(key);
    return key;
  }

  /** Nothing is written any more: the folder is another one, and empty. */
  reset(): void {
    this.#stale.clear();
    for (const key of this.#roots.keys()) this.#unwritten.add(key);
  }

  /** @throws the file system's error; what was not written is written the next time */
  write(folder: string): void {
    for (const key of this.#unwritten) {
      const line = this.#serialise(this.#roots.get(key)!);
      if (line !== undefined) writeRoot(folder, key, line, this.#isSynced);
      this.#unwritten.delete(key);
    }
  }

  /** @param before position before the span of the root, which must be on disk if it could be kept */
  remove(folder: string, key: string, before: number): void {
    try {
      removeRoot(folder, key);
      this.#stale.delete(key);
    } catch {
      this.#stale.set(key, before);
    }
  }

  removeStale(folder: string): void {
    for (const [key, before] of this.#stale) this.remove(folder, key, before);
  }
}
