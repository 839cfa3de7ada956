/**
 * Spans of one session that are stored together, compressed: they repeat each other, so together they take a third of
 * what each alone takes.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { SpanRest } from "../span-rest.ts";
import { canGrow, isContent, readContent } from "./content/span-content.ts";
import type { SpanBlock } from "./span-block.ts";
import { countHeads } from "./span-heads.ts";

/** Content of a chunk after which the next one begins: reading a single span unpacks no more than about this. */
const CHUNK_BYTES = 512 * 1024;

/** Compressing has a price of its own, so that less is not worth it. */
const MIN_COMPRESSED_BYTES = 16 * 1024;

const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** Gathers blocks. */
export class SpanChunk {
  readonly id: number;
  /** Spans so far: the position of the next one. */
  size: number = 0;
  readonly #contents: Uint8Array[] = [];
  #bytes: number = 0;

  constructor(id: number) {
    this.id = id;
  }

  /** What does not fit belongs into the next chunk. */
  fits({ content }: SpanBlock): boolean {
    const [first] = this.#contents;
    if (first === undefined) return true;
    return this.#bytes < CHUNK_BYTES && canGrow(first) && canGrow(content);
  }

  add({ content, heads }: SpanBlock): void {
    this.#contents.push(content);
    this.#bytes += content.length;
    this.size += countHeads(heads);
  }

  toBytes(): Uint8Array {
    const content = this.#contents.length === 1 ? this.#contents[0]! : Buffer.concat(this.#contents, this.#bytes);
    return content.length < MIN_COMPRESSED_BYTES ? content : zstdCompressSync(content, COMPRESSION);
  }
}

/** The spans of a chunk in the order in which they were added. */
export function readChunk(bytes: Uint8Array): readonly SpanRest[] {
  return readContent(contentOf(bytes));
}

export function contentOf(chunk: Uint8Array): Uint8Array {
  return isContent(chunk) ? chunk : zstdDecompressSync(chunk);
}
