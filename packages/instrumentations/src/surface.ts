/** How one API of a library maps to a span. Pure: what knows the library's promises and streams lies elsewhere. */
import type { Attributes, SpanContext } from "@opentelemetry/api";
import type { EventKind } from "@rootspan/model";
import type { ContentLimits } from "@rootspan/model/content";
import type { JsonObject } from "./json-value.ts";

/** What is left out says nothing. */
export interface Surface {
  /** What the call is to a session; undefined where it is no event, such as the upload of a file. */
  readonly kind?: EventKind;
  /** `gen_ai.operation.name`; undefined where the conventions have no name for it. Such a call is not measured. */
  readonly operation?: string;
  /** The span's name. Left out: `{operation} {model}`; without an operation the method, such as `files.list`. */
  readonly spanName?: string;
  /** The request as one object. Left out: the method's first parameter. */
  toRequest?(parameters: readonly unknown[]): JsonObject;
  /** The request's parameters; no content. The model is recorded by itself. */
  requestAttributes?(request: JsonObject): Attributes;
  /** The request's content, as far as the limits allow it. */
  requestContent?(request: JsonObject, limits: ContentLimits): Attributes;
  /** Everything a complete response says; content only where the limits allow it. */
  responseAttributes?(response: unknown, limits: ContentLimits): Attributes;
  /** Left out: the chunks of a stream say nothing. */
  createChunkReader?(limits: ContentLimits): ChunkReader;
  /** The request of a stream that asks for usage too; undefined where it says itself whether it wants that. */
  askForUsage?(request: JsonObject): JsonObject | undefined;
  /** Takes from a chunk what is there because we have asked; true where nothing is left for the application. */
  hideUsage?(chunk: unknown): boolean;
  /** What a response that arrived says of a failure, as an error says it; undefined where it says of none. */
  errorIn?(response: unknown): unknown;
  /** Has the last word on what the answer said, where calls tell the same thing and it shall count once. */
  settle?(attributes: Attributes, span: SpanContext): Attributes;
}

/** Adds up the chunks of one stream. */
export interface ChunkReader {
  read(chunk: unknown): void;
  /** What the chunks so far say, as `responseAttributes` would say it. */
  attributes(): Attributes;
  /** As `errorIn` would say it. */
  error?(): unknown;
}

/** For a call that is part of no operation of the conventions, such as a list of files: its time, and how it ended. */
export const plain: Surface = {};
