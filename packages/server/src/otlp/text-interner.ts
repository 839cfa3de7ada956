/** Turns the bytes of texts that come again and again, such as attribute keys, into one and the same string. */

/** A power of two; a text that lands on a taken slot replaces it, so memory stays bounded. */
const SLOTS = 4_096;
/** Longer texts are rarely keys. */
const MAX_LENGTH = 64;

export class TextInterner {
  readonly #bytes: (Uint8Array | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  readonly #texts: string[] = Array.from({ length: SLOTS }, () => "");

  /** The UTF-8 text of `bytes[start, end)`. */
  read(bytes: Buffer, start: number, end: number): string {
    const length = end - start;
    if (length > MAX_LENGTH) return bytes.toString("utf8", start, end);
    // Some bytes of it tell one key from the others nearly always.
    const step = 1 + (length >>> 3);
    let hash = length;
    for (let index = end - 1; index >= start; index -= step) hash = (Math.imul(hash, 31) + bytes[index]!) | 0;
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.#bytes[slot];
    if (known !== undefined && isSame(known, bytes, start, length)) return this.#texts[slot]!;
    const text = bytes.toString("utf8", start, end);
    this.#bytes[slot] = Uint8Array.prototype.slice.call(bytes, start, end);
    this.#texts[slot] = text;
    return text;
  }
}

function isSame(known: Uint8Array, bytes: Buffer, start: number, length: number): boolean {
  if (known.length !== length) return false;
  for (let index = 0; index < length; index++) {
    if (known[index] !== bytes[start + index]) return false;
  }
  return true;
}
