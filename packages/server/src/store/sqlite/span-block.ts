/** Spans that say the same of their session, made ready to be stored. */
import type { SpanRecord } from "@rootspan/model";
import type { SentFields } from "../../otlp/sent-fields.ts";
import { fromSigned } from "../unix-nano.ts";
import { contentWriterFor, readContent } from "./content/span-content.ts";
import { readHeads, type SpanHeads, toHeads } from "./span-heads.ts";

/** Content of a block after which the next one begins, so that a chunk can end there. */
const BLOCK_BYTES = 128 * 1024;

export interface SpanBlock {
  readonly heads: SpanHeads;
  /** See `readContent`. */
  readonly content: Uint8Array<ArrayBuffer>;
}

/** In the order of the spans. */
export function toBlocks(spans: readonly SpanRecord[], sent: SentFields | undefined): readonly SpanBlock[] {
  const openContent = contentWriterFor(spans, sent);
  const blocks: SpanBlock[] = [];
  let content = openContent();
  let from = 0;
  spans.forEach((span, index) => {
    content.add(span);
    const next = index + 1;
    if (content.size < BLOCK_BYTES && next < spans.length) return;
    blocks.push({ heads: toHeads(spans.slice(from, next)), content: content.finish() });
    content = openContent();
    from = next;
  });
  return blocks;
}

/** The spans that a block was made of. */
export function readBlock({ heads, content }: SpanBlock, traceId: string): readonly SpanRecord[] {
  const rests = readContent(content);
  return [...readHeads(heads)].map(({ spanId, parentSpanId, name, startTime, endTime }, index) => ({
    traceId,
    spanId: toHex(spanId),
    ...(parentSpanId !== null && { parentSpanId: toHex(parentSpanId) }),
    name,
    startTimeUnixNano: fromSigned(startTime),
    endTimeUnixNano: fromSigned(endTime),
    ...rests[index]!,
  }));
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}
