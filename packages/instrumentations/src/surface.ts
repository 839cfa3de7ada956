/** How one API of a library maps to attributes. Pure: what knows the library's promises and streams lies elsewhere. */
import type { Attributes } from "@opentelemetry/api";
import type { ContentLimits } from "@rootspan/model/content";
import type { JsonObject } from "./json-value.ts";

export interface Surface {
  /** `gen_ai.operation.name`, and the first word of the span's name. */
  readonly operation: string;
  /** The request's parameters; no content. */
  requestAttributes(request: JsonObject): Attributes;
  /** The request's content, as far as the limits allow it. */
  requestContent(request: JsonObject, limits: ContentLimits): Attributes;
  /** Everything a complete response says; content only where the limits allow it. */
  responseAttributes(response: unknown, limits: ContentLimits): Attributes;
  createChunkReader(limits: ContentLimits): ChunkReader;
}

/** Adds up the chunks of one stream. */
export interface ChunkReader {
  read(chunk: unknown): void;
  /** What the chunks so far say, as `responseAttributes` would say it. */
  attributes(): Attributes;
}
