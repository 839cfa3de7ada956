/** Reads a segment in pieces that make one request each. */
import { Pace } from "./pace.ts";
import { parseLine } from "./parse-line.ts";
import { readLines } from "./read-lines.ts";

export interface Batch {
  /** Whole spans; may be empty at the end of a segment. */
  readonly lines: readonly string[];
  /** Lines in between that are no whole spans. */
  readonly skipped: number;
  /** Bytes from the start of the segment to the end of the batch. */
  readonly end: number;
}

/** As many as ours sends at once while it lives. */
const MAX_BATCH_SPANS = 256;

/**
 * @param from byte at which a line starts
 * @param maxBytes of text, about; a larger span comes alone
 * @throws the file system's error
 */
export async function* readBatches(path: string, from: number, maxBytes: number): AsyncGenerator<Batch, void, void> {
  const pace = new Pace();
  let lines: string[] = [];
  let bytes = 0;
  let skipped = 0;
  let end = from;
  for (const { text = "", end: lineEnd } of readLines(path, from)) {
    const isFull = lines.length >= MAX_BATCH_SPANS || bytes + text.length > maxBytes;
    if (lines.length > 0 && isFull) {
      yield { lines, skipped, end };
      lines = [];
      bytes = 0;
      skipped = 0;
    }
    await pace.spend(text.length);
    // A line that is whole but for its line feed counts: the span is there.
    if (parseLine(text) === undefined) {
      skipped += 1;
    } else {
      lines.push(text);
      bytes += text.length;
    }
    end = lineEnd;
  }
  if (end > from) yield { lines, skipped, end };
}
