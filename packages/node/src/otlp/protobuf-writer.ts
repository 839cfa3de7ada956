/** Writes protobuf in one pass: a length is guessed, and what follows it moves in the rare case that the guess is off. */

/** Beyond this a call of the native encoder is cheaper than a loop. */
const MAX_LOOPED_LENGTH = 24;
const LONGEST_VARINT = 10;
const TWO_TO_32 = 2 ** 32;
const TWO_TO_16 = 2 ** 16;

export class ProtobufWriter {
  #bytes: Buffer;
  #position = 0;

  /** @param size bytes that are about enough; it grows */
  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(size, LONGEST_VARINT));
  }

  /** What was written; the writer must not be used after it. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#position);
  }

  /** A tag below 128: the field's number up to 15, shifted by 3, and the wire type. */
  tag(tag: number): void {
    this.#reserve(1);
    this.#bytes[this.#position++] = tag;
  }

  /** A tag of the fields 16 to 2047. */
  longTag(tag: number): void {
    this.#reserve(2);
    this.#bytes[this.#position++] = (tag & 0x7f) | 0x80;
    this.#bytes[this.#position++] = tag >>> 7;
  }

  /** A whole number, as int64. */
  varint(value: number): void {
    this.#reserve(LONGEST_VARINT);
    if (value >= 0 && value < TWO_TO_32) {
      this.#position = putVarint(this.#bytes, this.#position, value);
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) this.#bytes[this.#position++] = Number(rest & 0x7fn) | 0x80;
    this.#bytes[this.#position++] = Number(rest);
  }

  fixed32(value: number): void {
    this.#reserve(4);
    this.#put32(value);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#position = this.#bytes.writeDoubleLE(value, this.#position);
  }

  /** Seconds and nanoseconds as nanoseconds in fixed64. No product here exceeds 2^53, so all of it is exact. */
  time(seconds: number, nanos: number): void {
    this.#reserve(8);
    const upper = Math.floor(seconds / TWO_TO_16) * 1e9;
    const lower = (upper % TWO_TO_16) * TWO_TO_16 + (seconds % TWO_TO_16) * 1e9 + nanos;
    this.#put32(lower);
    this.#put32(Math.floor(upper / TWO_TO_16) + Math.floor(lower / TWO_TO_32));
  }

  /** Bytes with their length. */
  bytes(value: Uint8Array): void {
    this.varint(value.length);
    this.raw(value);
  }

  /** Bytes as they are. */
  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    // Mostly the key of an attribute: for so few bytes a native call is dearer.
    if (value.length > MAX_LOOPED_LENGTH * 2) this.#bytes.set(value, this.#position);
    else for (let index = 0; index < value.length; index += 1) this.#bytes[this.#position + index] = value[index]!;
    this.#position += value.length;
  }

  /** Bytes that are given as hex digits, with their length. At most 127 bytes. */
  hex(digits: string): void {
    this.#reserve(1 + (digits.length >>> 1));
    const length = this.#bytes.write(digits, this.#position + 1, "hex");
    this.#bytes[this.#position] = length;
    this.#position += 1 + length;
  }

  /** UTF-8 with its length. Half a surrogate pair becomes U+FFFD. */
  text(text: string): void {
    const guess = sizeOfVarint(text.length);
    this.#reserve(guess + text.length * 3);
    const start = this.begin(guess);
    if (text.length > MAX_LOOPED_LENGTH || !this.#putAscii(text)) {
      this.#position += this.#bytes.write(text, this.#position);
    }
    this.end(start, guess);
  }

  /**
   * Begins a part that has its length in front.
   * @param guess how many bytes that length will take: see `sizeOfVarint`
   * @returns what `end` wants
   */
  begin(guess: number): number {
    this.#reserve(guess);
    const start = this.#position;
    this.#position += guess;
    return start;
  }

  end(start: number, guess: number): void {
    const length = this.#position - start - guess;
    const size = sizeOfVarint(length);
    if (size !== guess) {
      this.#reserve(LONGEST_VARINT);
      this.#bytes.copyWithin(start + size, start + guess, this.#position);
      this.#position += size - guess;
    }
    putVarint(this.#bytes, start, length);
  }

  /** @returns false, with nothing written, where the text has other characters */
  #putAscii(text: string): boolean {
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7f) return false;
      this.#bytes[this.#position + index] = unit;
    }
    this.#position += text.length;
    return true;
  }

  #put32(value: number): void {
    this.#bytes[this.#position++] = value;
    this.#bytes[this.#position++] = value >>> 8;
    this.#bytes[this.#position++] = value >>> 16;
    this.#bytes[this.#position++] = value >>> 24;
  }

  #reserve(size: number): void {
    const needed = this.#position + size;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#position);
    this.#bytes = larger;
  }
}

/** Bytes that a length takes. */
export function sizeOfVarint(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}

/** @returns the position after it */
function putVarint(bytes: Buffer, position: number, value: number): number {
  let at = position;
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
  bytes[at++] = rest;
  return at;
}
