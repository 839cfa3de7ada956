/** Reads the lines of a file piece by piece, whatever is in it. */
import { isUtf8 } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";

/** No line of ours is longer; what is, is garbage and is not held in memory. */
export const MAX_LINE_BYTES: number = 64 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;
/** Stands for the pieces of a line that is too long. */
const TOO_LONG = Buffer.alloc(0);

export interface Line {
  /** Undefined when it is too long or no UTF-8. */
  readonly text: string | undefined;
  /** Bytes from the start of the file to the start of the next line. */
  readonly end: number;
  /** Whether a line feed ends it, as it ends each line that was written to its end. */
  readonly isEnded: boolean;
}

/**
 * Lines that are not empty, from a byte on at which a line starts. The file is closed when the loop over it ends.
 * @throws the file system's error
 */
export function* readLines(path: string, from: number): Generator<Line, void, void> {
  const file = openSync(path, "r");
  try {
    let offset = from;
    let start = from;
    let pieces: Buffer[] = [];
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const read = readSync(file, chunk, 0, CHUNK_BYTES, offset);
      if (read === 0) break;
      let taken = 0;
      for (;;) {
        const feed = chunk.subarray(0, read).indexOf(LINE_FEED, taken);
        if (feed < 0) break;
        const end = offset + feed + 1;
        if (end - start > 1) yield { text: toText(pieces, chunk.subarray(taken, feed)), end, isEnded: true };
        pieces = [];
        taken = feed + 1;
        start = end;
      }
      offset += read;
      if (offset - start <= MAX_LINE_BYTES) pieces.push(chunk.subarray(taken, read));
      else pieces = [TOO_LONG];
    }
    if (offset > start) yield { text: toText(pieces, Buffer.alloc(0)), end: offset, isEnded: false };
  } finally {
    closeSync(file);
  }
}

function toText(pieces: readonly Buffer[], last: Buffer): string | undefined {
  if (pieces[0] === TOO_LONG) return undefined;
  const bytes = pieces.length === 0 ? last : Buffer.concat([...pieces, last]);
  return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
}
