/**
 * What only a reader of spans wants (attributes, events, links, resource, scope), of some spans of one session. What came
 * as OTLP/protobuf and has not changed, as most has not, is kept as it came, so that nobody need write it anew.
 */
import type { SpanRecord } from "@rootspan/model";
import type { SentFields } from "../../../otlp/sent-fields.ts";
import type { SpanRest } from "../../span-rest.ts";
import type { ContentWriter } from "./content-writer.ts";
import { JsonContent, readJsonContent } from "./json-content.ts";
import { areSent, readSentContent, SentContent } from "./sent-content.ts";

/** The first byte of OTLP: the tag of `ExportTraceServiceRequest.resource_spans`. */
const SENT_START = 0x0a;
const JSON_START = 0x7b;

/** For spans that are all written the same way. */
export function contentWriterFor(spans: readonly SpanRecord[], sent: SentFields | undefined): () => ContentWriter {
  return sent !== undefined && areSent(spans, sent) ? () => new SentContent(sent) : () => new JsonContent();
}

/** Whether more of its kind can stand behind it. */
export function canGrow(content: Uint8Array): boolean {
  return content[0] === SENT_START;
}

/** Whether it is content as it was written, and not compressed. */
export function isContent(bytes: Uint8Array): boolean {
  return bytes[0] === SENT_START || bytes[0] === JSON_START;
}

/** The spans in the order in which they were added. */
export function readContent(content: Uint8Array): readonly SpanRest[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return canGrow(content) ? readSentContent(bytes) : readJsonContent(bytes);
}
