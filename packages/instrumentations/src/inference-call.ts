/** One model call and its span, which ends exactly once: whatever the caller does, and whatever fails. */
import {
  type Attributes,
  type Context,
  createContextKey,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import type { Attributes as ModelAttributes } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, describeFailure, reportError } from "@rootspan/model/content";
import type { GenAiMetrics } from "@rootspan/model/metrics";
import { emitDetails, omitContent } from "./content-event.ts";
import { reportFault } from "./fault.ts";
import { INFERENCE_OWNED } from "./inference-owned.ts";

import type { LoggerLike } from "./logger.ts";
import type { ChunkReader, Surface } from "./surface.ts";
import { withoutContent } from "./tracing.ts";

/** Ends the spans of calls whose promise or stream nobody can reach any more. */
const unreachable = new FinalizationRegistry<InferenceCall>((call) => call.abandon());

/** Of a stream whose chunks say nothing. */
const NO_READER: ChunkReader = { read: () => undefined, attributes: () => ({}) };

/** Where and how a call is made. */
export interface CallPlace {
  readonly tracer: Tracer;
  /** Undefined where the application measures nothing. */
  readonly metrics: GenAiMetrics | undefined;
  /** What the span belongs to. */
  readonly parent: Context;
  /** What the span may hold. */
  readonly limits: ContentLimits;
  /** What the event of the call may hold; left out where there shall be none. */
  readonly eventLimits?: ContentLimits;
  /** Undefined where the application has no logs. */
  readonly logger?: LoggerLike | undefined;
  readonly surface: Surface;
  /** The object that the call is made on; `true` where the call stands for all calls within it. */
  readonly owner: object | true;
}

/** Context key: the call that is made in there. */
const CALL = createContextKey("rootspan.inference_call");

/** The call that the library is at work for. */
export function inferenceCallIn(where: Context): InferenceCall | undefined {
  return where.getValue(CALL) as InferenceCall | undefined;
}

export class InferenceCall {
  /** The context in which the library makes the call: its HTTP spans become children. */
  readonly context: Context;
  readonly isRecording: boolean;
  /** Somebody reads the response's body, or has. */
  isRead = false;
  /** Readers of the body at work: parses, and `next()` calls of a stream, that have not settled. */
  readsInFlight = 0;
  /** Takes from a chunk what the application has not asked for; true where nothing is left of it. */
  hide: ((chunk: unknown) => boolean) | undefined;
  private readonly span: Span;
  private readonly surface: Surface;
  /** Of what the call's answer may say, on whichever record. */
  readonly limits: ContentLimits;
  /** Of what the span itself may say. */
  private readonly spanLimits: ContentLimits;
  private readonly logger: LoggerLike | undefined;
  /** What the event will say; undefined where there will be none. */
  private readonly details: Attributes | undefined;
  /** Undefined too once it has failed: a meter that throws is not asked for every chunk again. */
  private metrics: GenAiMetrics | undefined;
  /** What metrics are made of: the span's first attributes, and what the response says. */
  private readonly known: Attributes;
  /** `performance.now()` milliseconds, like every time here. */
  private readonly startedAt = performance.now();
  private firstChunkAt: number | undefined;
  /** When the provider was last heard of. */
  private heardAt: number | undefined;
  private reader: ChunkReader | undefined;
  /** Reads the first chunks for the model that answers; without content, whatever the limits are. */
  private preview: ChunkReader | undefined;
  private takeChunkTime: ((seconds: number) => void) | undefined;
  /** The HTTP request that was sent last, and how many were. */
  private lastRequest: unknown;
  private attempts = 0;
  private hasEnded = false;
  private isWatched = false;

  /** Starts the span. */
  constructor(place: CallPlace, name: string, attributes: Attributes) {
    const { tracer, metrics, parent, limits, eventLimits, logger, surface, owner } = place;
    this.surface = surface;
    // The conventions' instruments tell calls apart by their operation.
    this.metrics = surface.operation === undefined ? undefined : metrics;
    this.known = this.metrics === undefined ? attributes : { ...attributes };
    this.span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, parent);
    this.isRecording = this.span.isRecording();
    this.spanLimits = this.isRecording ? limits : withoutContent(limits);
    // The event is of model calls alone.
    const hasEvent = this.isRecording && eventLimits?.captureContent === true && surface.kind === "llm";
    this.logger = hasEvent ? logger : undefined;
    this.details = this.logger === undefined ? undefined : { ...attributes };
    this.limits = this.details === undefined ? this.spanLimits : eventLimits!;
    this.context = trace.setSpan(parent, this.span).setValue(INFERENCE_OWNED, owner).setValue(CALL, this);
  }

  /** Somebody wants to know what comes of the call. */
  get isObserved(): boolean {
    return this.isRecording || this.metrics !== undefined;
  }

  setAttributes(attributes: Attributes): void {
    if (this.details === undefined) {
      this.span.setAttributes(attributes);
      return;
    }
    Object.assign(this.details, attributes);
    this.span.setAttributes(this.spanLimits.captureContent ? attributes : omitContent(attributes));
  }

  /** The library sends a request; one that two observers tell of counts once. */
  sends(request: unknown): void {
    if (this.hasEnded || request === this.lastRequest) return;
    this.lastRequest = request;
    this.attempts += 1;
  }

  /** The response's head has arrived. */
  answered(): void {
    this.heardAt = performance.now();
  }

  /** The whole response has arrived. */
  complete(response: unknown): void {
    if (this.hasEnded) return;
    this.end(() => {
      this.learnAnswer(this.surface.responseAttributes?.(response, this.limits) ?? {});
      this.setError(this.surface.errorIn?.(response));
      this.writeFirstChunkTime();
    });
  }

  openStream(): void {
    this.reader ??= this.surface.createChunkReader?.(this.limits) ?? NO_READER;
    if (this.metrics !== undefined) this.preview ??= this.surface.createChunkReader?.(withoutContent(this.limits));
  }

  chunk(chunk: unknown): void {
    if (this.hasEnded) return;
    const now = performance.now();
    const previous = this.firstChunkAt === undefined ? undefined : this.heardAt;
    this.heardAt = now;
    this.firstChunkAt ??= now;
    try {
      this.reader?.read(chunk);
    } catch (fault) {
      reportFault("reading a chunk", fault);
    }
    if (this.metrics !== undefined) this.measureChunk(this.metrics, chunk, previous, now);
  }

  /** The stream is over: read to its end, left by its reader, or aborted. */
  finish(): void {
    this.end(() => {
      this.writeStream();
      this.setError(this.reader?.error?.());
    });
  }

  /** The call failed. With a stream, what arrived before the failure is kept. */
  fail(error: unknown): void {
    this.end(() => {
      this.setError(error);
      // A span that nobody will see tells of nothing.
      if (this.isRecording) reportError(error, this.span.spanContext());
      this.writeStream();
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
    this.learnAnswer(this.reader.attributes());
    this.writeFirstChunkTime();
  }

  private writeFirstChunkTime(): void {
    if (this.firstChunkAt === undefined) return;
    const seconds = (this.firstChunkAt - this.startedAt) / 1000;
    this.setAttributes({ [key.GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK]: seconds });
  }

  private setError(error: unknown): void {
    if (error === undefined) return;
    const { attributes, message } = describeFailure(error, this.spanLimits);
    this.learn(attributes);
    this.span.setStatus({ code: SpanStatusCode.ERROR, message });
  }

  private learnAnswer(attributes: Attributes): void {
    this.learn(this.surface.settle?.(attributes, this.span.spanContext()) ?? attributes);
  }

  private learn(attributes: Attributes): void {
    if (this.metrics !== undefined) Object.assign(this.known, attributes);
    this.setAttributes(attributes);
  }

  private measureChunk(metrics: GenAiMetrics, chunk: unknown, previous: number | undefined, now: number): void {
    try {
      if (this.takeChunkTime === undefined) {
        this.preview?.read(chunk);
        if (previous === undefined) return;
        // Not with the first chunk, which names no model where Azure sends its filters' results ahead.
        const attributes = { ...this.known, ...this.preview?.attributes() };
        this.preview = undefined;
        this.takeChunkTime = metrics.openChunkTimes(attributes as ModelAttributes, this.context);
      }
      if (previous !== undefined) this.takeChunkTime((now - previous) / 1000);
    } catch (fault) {
      this.metrics = undefined;
      reportFault("measuring a chunk", fault);
    }
  }

  private measure(endedAt: number): void {
    if (this.metrics === undefined) return;
    const { startedAt, firstChunkAt } = this;
    try {
      this.metrics.recordCall({
        attributes: this.known as ModelAttributes,
        durationSeconds: (endedAt - startedAt) / 1000,
        timeToFirstChunkSeconds: firstChunkAt === undefined ? undefined : (firstChunkAt - startedAt) / 1000,
        context: this.context,
      });
    } catch (fault) {
      reportFault("measuring a model call", fault);
    }
  }

  private tellDetails(): void {
    if (this.logger === undefined || this.details === undefined) return;
    try {
      emitDetails(this.logger, this.details, this.context);
    } catch (fault) {
      reportFault("emitting a model call's event", fault);
    }
  }

  /** `time` is now, unless given. */
  private end(write: () => void, time?: number): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.forgetLifeline();
    const now = performance.now();
    try {
      write();
    } catch (fault) {
      reportFault("describing a model call", fault);
    }
    try {
      if (this.attempts > 1) this.setAttributes({ [key.HTTP_REQUEST_RESEND_COUNT]: this.attempts - 1 });
      this.span.end(time);
    } catch (fault) {
      reportFault("ending a model call's span", fault);
    }
    this.tellDetails();
    this.measure(time ?? now);
    this.reader = undefined;
    this.preview = undefined;
    this.lastRequest = undefined;
  }
}
