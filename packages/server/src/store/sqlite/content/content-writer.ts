/** Gathers spans. */
import type { SpanRecord } from "@rootspan/model";

export interface ContentWriter {
  /** Bytes so far, about. */
  readonly size: number;
  add(span: SpanRecord): void;
  /** What `readContent` of `span-content.ts` reads. */
  finish(): Uint8Array<ArrayBuffer>;
}
