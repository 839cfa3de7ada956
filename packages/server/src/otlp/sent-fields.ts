/** Where in a request's body the fields are that its spans, resources and scopes were decoded from. */
import type { SpanRecord } from "@rootspan/model";

/** Spans of a request; `sent` where it was protobuf. */
export interface SentSpans {
  readonly spans: readonly SpanRecord[];
  readonly sent?: SentFields;
}

/** From the field's tag up to what follows it. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** A field that was not sent has an extent without length. */
export class SentFields {
  /** An `ExportTraceServiceRequest`. */
  readonly body: Buffer;
  readonly #extents: Map<object, Extent> = new Map();

  constructor(body: Buffer) {
    this.body = body;
  }

  /** @param decoded a span, a resource or a scope of the request */
  add(decoded: object, start: number, end: number): void {
    this.#extents.set(decoded, { start, end });
  }

  /** Undefined of what did not come as one field, and of what has changed. */
  of(decoded: object): Extent | undefined {
    return this.#extents.get(decoded);
  }
}
