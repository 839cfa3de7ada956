/** Reads the protobuf wire format from one buffer, with every step checked against the message it is in. */
import { OtlpDecodeError } from "./otlp-decode-error.ts";
import { TextInterner } from "./text-interner.ts";

const WIRE_TYPES = ["varint", "fixed64", "length-delimited", "group start", "group end", "fixed32"];

export class ProtobufReader {
  /** Bytes read so far. */
  position: number = 0;
  /** Where the message that is being read ends. */
  end: number;
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #keys: TextInterner;
  readonly #texts: TextInterner;
  #lastHexStart: number = -1;
  #lastHexEnd: number = -1;
  #lastHex: string = "";

  /**
   * @param keys of attributes, and names
   * @param texts of any kind: they may be another one's, as what comes once drives out what comes again
   */
  constructor(bytes: Buffer, keys: TextInterner = new TextInterner(), texts: TextInterner = keys) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#keys = keys;
    this.#texts = texts;
    this.end = bytes.length;
  }

  /** Goes into an embedded message; `end` is then its end. Returns the end to give to `leave`. */
  enter(): number {
    const length = this.#readLength();
    const outer = this.end;
    this.end = this.position + length;
    return outer;
  }

  leave(outer: number): void {
    this.end = outer;
  }

  /** Field number and wire type as one number: `field << 3 | wire type`. */
  readTag(): number {
    const first = this.#bytes[this.position]!;
    if (first >= 8 && first < 0x80) {
      this.position++;
      return first;
    }
    const start = this.position;
    const tag = this.#readUnsigned();
    if (tag > 0xffff_ffff || tag < 8) throw new OtlpDecodeError(`invalid field tag ${tag}`, { offset: start });
    return tag;
  }

  /**
   * Passes over a field that is not read.
   * @param knownFields the highest field number that the message's reader knows: those never come here rightly
   */
  skip(tag: number, knownFields: number): void {
    const field = tag >>> 3;
    const wireType = tag & 7;
    if (field <= knownFields) this.#fail(`field ${field} cannot be ${WIRE_TYPES[wireType] ?? `wire type ${wireType}`}`);
    if (wireType === 0) this.#readUnsigned();
    else if (wireType === 1) this.#advance(8);
    else if (wireType === 2) this.skipBytes();
    else if (wireType === 5) this.#advance(4);
    else this.#fail(`field ${field} has wire type ${wireType}, which OTLP does not use`);
  }

  skipBytes(): void {
    this.#advance(this.#readLength());
  }

  readBoolean(): boolean {
    return this.#readUnsigned() !== 0;
  }

  /** uint32 or an enum; more than 32 bits are cut off, as protobuf says. */
  readInt32(): number {
    const number = this.#readSigned();
    return typeof number === "bigint" ? Number(BigInt.asIntN(32, number)) : number | 0;
  }

  readUint32(): number {
    return this.readInt32() >>> 0;
  }

  /** int64: a number where it is exact, else a bigint. */
  readInt64(): number | bigint {
    return this.#readSigned();
  }

  readFixed32(): number {
    const start = this.#advance(4);
    return this.#view.getUint32(start, true);
  }

  readFixed64(): bigint {
    const start = this.#advance(8);
    return this.#view.getBigUint64(start, true);
  }

  readDouble(): number {
    const start = this.#advance(8);
    return this.#view.getFloat64(start, true);
  }

  /** Bytes that are no UTF-8 become U+FFFD, so that one bad text loses no spans. */
  readText(): string {
    const length = this.#readLength();
    const start = this.#advance(length);
    return this.#texts.read(this.#bytes, start, start + length);
  }

  /** A text that is likely to come again. */
  readKey(): string {
    const length = this.#readLength();
    const start = this.#advance(length);
    return this.#keys.read(this.#bytes, start, start + length);
  }

  /** A copy, so that a record never keeps a whole request alive. */
  readBytes(): Uint8Array {
    const length = this.#readLength();
    const start = this.#advance(length);
    return new Uint8Array(this.#bytes.subarray(start, start + length));
  }

  /** Bytes as lower-case hex. The same bytes as the last time give the same string. */
  readHex(): string {
    const length = this.#readLength();
    const start = this.#advance(length);
    if (this.#isLastHex(start, length)) return this.#lastHex;
    const hex = this.#bytes.toString("hex", start, start + length);
    if (length === 16) {
      this.#lastHexStart = start;
      this.#lastHexEnd = start + length;
      this.#lastHex = hex;
    }
    return hex;
  }

  #isLastHex(start: number, length: number): boolean {
    if (this.#lastHexEnd - this.#lastHexStart !== length) return false;
    for (let index = 0; index < length; index++) {
      if (this.#bytes[start + index] !== this.#bytes[this.#lastHexStart + index]) return false;
    }
    return true;
  }

  #advance(length: number): number {
    const start = this.position;
    if (length > this.end - start) this.#fail(`${length} bytes expected, ${this.end - start} left in the message`);
    this.position = start + length;
    return start;
  }

  #readLength(): number {
    const start = this.position;
    const length = this.#readUnsigned();
    if (length > this.end - this.position) {
      const left = this.end - this.position;
      throw new OtlpDecodeError(`a length of ${length} where ${left} bytes are left`, { offset: start });
    }
    return length;
  }

  /** A varint as an unsigned number; above 2⁵³ it is not exact, which suffices for lengths and tags. */
  #readUnsigned(): number {
    if (this.position < this.end && this.#bytes[this.position]! < 0x80) return this.#bytes[this.position++]!;
    this.#readVarint();
    return this.#high * 0x1_0000_0000 + this.#low;
  }

  #readSigned(): number | bigint {
    if (this.position < this.end && this.#bytes[this.position]! < 0x80) return this.#bytes[this.position++]!;
    this.#readVarint();
    const high = this.#high | 0;
    const number = high * 0x1_0000_0000 + this.#low;
    return Number.isSafeInteger(number) ? number : (BigInt(high) << 32n) | BigInt(this.#low);
  }

  /** Both halves of the last varint, unsigned. */
  #low: number = 0;
  #high: number = 0;

  #readVarint(): void {
    const start = this.position;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.position >= this.end) throw new OtlpDecodeError("a varint is cut off", { offset: start });
      const byte = this.#bytes[this.position++]!;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) {
        if (shift === 63 && byte > 1) break;
        this.#low = low >>> 0;
        this.#high = high >>> 0;
        return;
      }
    }
    throw new OtlpDecodeError("a varint has more than 64 bits", { offset: start });
  }

  #fail(fault: string): never {
    throw new OtlpDecodeError(fault, { offset: this.position });
  }
}
