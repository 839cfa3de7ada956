/** One model call and its span, which ends exactly once: whatever the caller does, and whatever fails. */
import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TimeInput,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, describeFailure } from "@rootspan/model/content";
import { reportFault } from "./fault.ts";
import { INFERENCE_OWNED } from "./inference-owned.ts";
import { reportError } from "./reported-errors.ts";
import type { ChunkReader, Surface } from "./surface.ts";

/** Ends the spans of calls whose promise or stream nobody can reach any more. */
const unreachable = new FinalizationRegistry<InferenceCall>((call) => call.abandon());

/** Where and how a call is made. */
export interface CallPlace {
  readonly tracer: Tracer;
  /** What the span belongs to. */
  readonly parent: Context;
  readonly limits: ContentLimits;
  readonly surface: Surface;
  /** The object that the call is made on. */
  readonly owner: object;
}

export class InferenceCall {
  /** The context in which the library makes the call: its HTTP spans become children. */
  readonly context: Context;
  readonly isRecording: boolean;
  /** Somebody reads the response's body, or has. */
  isRead = false;
  /** Readers of the body at work: parses, and `next()` calls of a stream, that have not settled. */
  readsInFlight = 0;
  private readonly span: Span;
  private readonly surface: Surface;
  private readonly limits: ContentLimits;
  /** `performance.now()` milliseconds, like every time here. */
  private readonly startedAt = performance.now();
  private firstChunkAt: number | undefined;
  /** When the provider was last heard of. */
  private heardAt: number | undefined;
  private reader: ChunkReader | undefined;
  private hasEnded = false;
  private isWatched = false;

  /** Starts the span. */
  constructor({ tracer, parent, limits, surface, owner }: CallPlace, name: string, attributes: Attributes) {
    this.limits = limits;
    this.surface = surface;
    this.span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, parent);
    this.isRecording = this.span.isRecording();
    this.context = trace.setSpan(parent, this.span).setValue(INFERENCE_OWNED, owner);
  }

  setAttributes(attributes: Attributes): void {
    this.span.setAttributes(attributes);
  }

  /** The response's head has arrived. */
  answered(): void {
    this.heardAt = performance.now();
  }

  /** The whole response has arrived. */
  complete(response: unknown): void {
    if (this.hasEnded) return;
    this.end(() => this.span.setAttributes(this.surface.responseAttributes(response, this.limits)));
  }

  openStream(): void {
    this.reader ??= this.surface.createChunkReader(this.limits);
  }

  chunk(chunk: unknown): void {
    if (this.hasEnded) return;
    this.heardAt = performance.now();
    this.firstChunkAt ??= this.heardAt;
    try {
      this.reader?.read(chunk);
    } catch (fault) {
      reportFault("reading a chunk", fault);
    }
  }

  /** The stream is over: read to its end, left by its reader, or aborted. */
  finish(): void {
    this.end(() => this.writeStream());
  }

  /** The call failed. With a stream, what arrived before the failure is kept. */
  fail(error: unknown): void {
    this.end(() => {
      this.writeStream();
      const { attributes, message } = describeFailure(error, this.limits);
      this.span.setAttributes(attributes);
      this.span.setStatus({ code: SpanStatusCode.ERROR, message });
      reportError(error, this.span.spanContext());
    });
  }

  /** Nobody reads the response: the call took until the provider was last heard of. */
  abandon(): void {
    this.end(() => this.writeStream(), this.heardAt);
  }

  /** Abandons the call once `lifeline` is garbage. Nothing that this object refers to may refer to `lifeline`. */
  abandonWith(lifeline: object): void {
    this.forgetLifeline();
    if (this.hasEnded) return;
    this.isWatched = true;
    unreachable.register(lifeline, this, this);
  }

  /** Somebody who is not behind the lifeline reads the response now. */
  forgetLifeline(): void {
    if (!this.isWatched) return;
    this.isWatched = false;
    unreachable.unregister(this);
  }

  private writeStream(): void {
    if (this.reader === undefined) return;
    this.span.setAttributes(this.reader.attributes());
    if (this.firstChunkAt !== undefined) {
      const seconds = (this.firstChunkAt - this.startedAt) / 1000;
      this.span.setAttribute(key.GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK, seconds);
    }
  }

  private end(write: () => void, time?: TimeInput): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.forgetLifeline();
    try {
      write();
    } catch (fault) {
      reportFault("describing a model call", fault);
    }
    try {
      this.span.end(time);
    } catch (fault) {
      reportFault("ending a model call's span", fault);
    }
    this.reader = undefined;
  }
}
