/** Spans as they came in OTLP/protobuf: a request of their own, put together of the bytes of others. */
import type { SpanRecord } from "@rootspan/model";
import { decodeProtobuf } from "../../../otlp/decode-protobuf.ts";
import { fieldHead } from "../../../otlp/encode-response.ts";
import type { Extent, SentFields } from "../../../otlp/sent-fields.ts";
import { ValueBudget } from "../../../otlp/value-budget.ts";
import type { ContentWriter } from "./content-writer.ts";

/** Whether they can be written so: nothing of them has changed since they came. */
export function areSent(spans: readonly SpanRecord[], sent: SentFields): boolean {
  const isSent = (part: object): boolean => sent.of(part) !== undefined;
  return spans.every((span, index) => {
    const before = spans[index - 1];
    const shared = span.resource === before?.resource && span.scope === before.scope;
    return isSent(span) && (shared || (isSent(span.resource) && isSent(span.scope)));
  });
}

/** Spans that follow each other and share their resource and scope. */
interface Run {
  readonly resource: object;
  readonly scope: object;
  /** What lies together in the body is one. */
  readonly spans: Extent[];
}

export class SentContent implements ContentWriter {
  size: number = 0;
  readonly #sent: SentFields;
  readonly #runs: Run[] = [];

  constructor(sent: SentFields) {
    this.#sent = sent;
  }

  add(span: SpanRecord): void {
    const field = this.#sent.of(span)!;
    this.size += field.end - field.start;
    const { spans } = this.#runOf(span);
    const last = spans.at(-1);
    if (last?.end === field.start) spans[spans.length - 1] = { start: last.start, end: field.end };
    else spans.push(field);
  }

  finish(): Uint8Array<ArrayBuffer> {
    const pieces = this.#runs.flatMap((run) => this.#piecesOf(run));
    const content = new Uint8Array(lengthOf(pieces));
    let length = 0;
    for (const piece of pieces) {
      content.set(piece, length);
      length += piece.length;
    }
    return content;
  }

  #runOf({ resource, scope }: SpanRecord): Run {
    const last = this.#runs.at(-1);
    if (last?.resource === resource && last.scope === scope) return last;
    const run: Run = { resource, scope, spans: [] };
    this.#runs.push(run);
    return run;
  }

  /** A `ResourceSpans` with one `ScopeSpans`. */
  #piecesOf({ resource, scope, spans }: Run): readonly Uint8Array[] {
    const ofScope = [this.#sent.of(scope)!, ...spans].map((extent) => this.#read(extent));
    const ofResource = [this.#read(this.#sent.of(resource)!), fieldHead(2, lengthOf(ofScope)), ...ofScope];
    return [fieldHead(1, lengthOf(ofResource)), ...ofResource];
  }

  #read({ start, end }: Extent): Uint8Array {
    return this.#sent.body.subarray(start, end);
  }
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

export function readSentContent(content: Buffer): readonly SpanRecord[] {
  // Each was within the bounds of a request when it came; together they may be beyond.
  return decodeProtobuf(content, { budget: new ValueBudget(Infinity) });
}
