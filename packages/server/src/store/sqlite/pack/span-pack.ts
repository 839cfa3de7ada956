/**
 * Chunks of a session as one: an agent sends its whole history again with every turn, and compressed together what is
 * sent again takes next to nothing. A pack stands in the place of its first chunk:
 *
 *   'P', number of chunks (4 bytes), for each its number (8 bytes) and the bytes of its text (4 bytes), then all
 *   texts as one zstd frame
 *
 * Each chunk keeps its number, so that rows of spans need not change.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { SpanRest } from "../../span-rest.ts";
import { readContent } from "../content/span-content.ts";
import { contentOf } from "../span-chunk.ts";

const MARK = 0x50;
const HEAD_BYTES = 5;
const ENTRY_BYTES = 12;

/** What is sent again lies as far back as the session is long; a reader needs no more memory than this for it. */
const WINDOW_LOG = 23;

const LEVEL = { [constants.ZSTD_c_compressionLevel]: 3 };

/** How far the level looks back by itself. */
const NEAR_BYTES = 2 ** 21;

const NEAR = { params: LEVEL };

/** Its tables are large: for a short text they cost more than all else. */
const FAR = {
  params: { ...LEVEL, [constants.ZSTD_c_windowLog]: WINDOW_LOG, [constants.ZSTD_c_enableLongDistanceMatching]: 1 },
};

/** Text of a pack after which the next one begins: to read one span takes no more than to unpack this. */
export const PACK_BYTES: number = 2 ** WINDOW_LOG;

/** The texts of chunks, by their number. */
export type ChunkTexts = ReadonlyMap<number, Uint8Array>;

export function createPack(texts: ChunkTexts): Uint8Array {
  const head = Buffer.alloc(HEAD_BYTES + texts.size * ENTRY_BYTES);
  head.writeUInt8(MARK, 0);
  head.writeUInt32BE(texts.size, 1);
  [...texts].forEach(([id, text], index) => {
    head.writeBigUInt64BE(BigInt(id), HEAD_BYTES + index * ENTRY_BYTES);
    head.writeUInt32BE(text.length, HEAD_BYTES + index * ENTRY_BYTES + 8);
  });
  const text = Buffer.concat([...texts.values()]);
  return Buffer.concat([head, zstdCompressSync(text, text.length > NEAR_BYTES ? FAR : NEAR)]);
}

/** What a row of `chunks` holds: the texts of a pack, or the one of a chunk. @param id of the row */
export function textsOfRow(id: number, bytes: Uint8Array): ChunkTexts {
  if (bytes[0] !== MARK) return new Map([[id, contentOf(bytes)]]);
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = head.readUInt32BE(1);
  const texts = zstdDecompressSync(head.subarray(HEAD_BYTES + count * ENTRY_BYTES));
  const found = new Map<number, Uint8Array>();
  let end = 0;
  for (let index = 0; index < count; index++) {
    const start = end;
    end += head.readUInt32BE(HEAD_BYTES + index * ENTRY_BYTES + 8);
    found.set(Number(head.readBigUInt64BE(HEAD_BYTES + index * ENTRY_BYTES)), texts.subarray(start, end));
  }
  return found;
}

/** All spans of a row of `chunks`, by chunk. */
export function spansOfRow(id: number, bytes: Uint8Array): ReadonlyMap<number, readonly SpanRest[]> {
  return new Map([...textsOfRow(id, bytes)].map(([chunk, content]) => [chunk, readContent(content)]));
}
