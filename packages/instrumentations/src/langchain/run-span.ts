/** The span of a run that is no model call: a chain, an agent, a tool or a retriever. */
import {
  type Attributes,
  type Context,
  type Link,
  type Span,
  type SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import type { Attributes as ModelAttributes } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, describeFailure, reportError, spanThatReported } from "@rootspan/model/content";
import type { Measurement } from "@rootspan/model/metrics";
import { reportFault } from "../fault.ts";
import { interruptAttributes, isWaiting } from "./interrupts.ts";
import { isControlFlow } from "./library.ts";
import type { RunRecord } from "./run.ts";

export interface RunSpanParts {
  readonly tracer: Tracer;
  readonly around: Context;
  readonly limits: ContentLimits;
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  readonly links: Link[];
  readonly inputAttributes: (input: unknown, limits: ContentLimits) => Attributes;
  /** Of what the run gives, as far as the limits allow it. */
  readonly outputAttributes: (output: unknown, limits: ContentLimits) => Attributes;
  /** The run's failure is not the failure of something that is counted. */
  readonly countsItself: boolean;
  /** Told what the run waits for, where it ends by that. */
  readonly onInterrupt: (interrupts: readonly unknown[]) => void;
  /** Told what it gives on its way, where that says something. */
  readonly onChunk?: ((chunk: unknown) => void) | undefined;
  /** What is to be known at the end, whatever the end is. */
  readonly lastAttributes: () => Attributes;
  readonly measure?: ((measurement: Measurement) => void) | undefined;
}

export class RunSpan implements RunRecord {
  readonly context: Context;
  readonly isRecording: boolean;
  private readonly span: Span;
  private readonly parts: RunSpanParts;
  /** `performance.now()` milliseconds. */
  private readonly startedAt = performance.now();

  /** Starts the span. */
  constructor(parts: RunSpanParts) {
    const { tracer, name, kind, attributes, links, around } = parts;
    this.parts = parts;
    this.span = tracer.startSpan(name, { kind, attributes, links }, around);
    this.isRecording = this.span.isRecording();
    this.context = trace.setSpan(around, this.span);
  }

  setAttributes(attributes: Attributes): void {
    this.span.setAttributes(attributes);
  }

  learnInput(input: unknown): void {
    this.span.setAttributes(this.parts.inputAttributes(input, this.parts.limits));
  }

  chunk(chunk: unknown): void {
    try {
      this.parts.onChunk?.(chunk);
    } catch (fault) {
      reportFault("reading what a run gives on its way", fault);
    }
  }

  complete(output: unknown): void {
    this.end(() => this.parts.outputAttributes(output, this.parts.limits));
  }

  fail(error: unknown): void {
    this.end(() => (isControlFlow(error) ? this.describeInterrupts(error.interrupts) : this.describeFailure(error)));
  }

  finish(): void {
    this.end(() => ({}));
  }

  abandon(): void {
    this.finish();
  }

  private describeInterrupts(interrupts: unknown): Attributes {
    if (!isWaiting(interrupts)) return {};
    this.parts.onInterrupt(interrupts);
    return interruptAttributes(interrupts, this.parts.limits);
  }

  /** The span nearest to where an error was thrown stands for it; those around it only point there. */
  private describeFailure(error: unknown): Attributes {
    const { traceId, spanId } = this.span.spanContext();
    const reported = spanThatReported(error);
    if (reported !== undefined && reported.traceId === traceId && reported.spanId !== spanId) {
      return { [key.ROOTSPAN_ERROR_TRIGGER_SPAN_ID]: reported.spanId };
    }
    const { attributes, message } = describeFailure(error, this.parts.limits);
    this.span.setStatus({ code: SpanStatusCode.ERROR, message });
    if (this.isRecording) reportError(error, { traceId, spanId });
    return { ...attributes, ...(this.parts.countsItself && { [key.ROOTSPAN_ERROR_COUNTED]: false }) };
  }

  private end(describe: () => Attributes): void {
    let last: Attributes = {};
    try {
      last = describe();
      this.span.setAttributes({ ...last, ...this.parts.lastAttributes() });
    } catch (fault) {
      reportFault("describing a run", fault);
    }
    try {
      this.span.end();
    } catch (fault) {
      reportFault("ending a run's span", fault);
    }
    this.measure(last);
  }

  private measure(last: Attributes): void {
    const { measure, attributes } = this.parts;
    if (measure === undefined) return;
    try {
      const durationSeconds = (performance.now() - this.startedAt) / 1000;
      measure({ attributes: { ...attributes, ...last } as ModelAttributes, durationSeconds, context: this.context });
    } catch (fault) {
      reportFault("measuring a run", fault);
    }
  }
}
