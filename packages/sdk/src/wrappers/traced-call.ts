/** One call of a wrapped function and its span, which ends exactly once. */
import { type Context, context, createContextKey, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import {
  type ContentLimits,
  describeError,
  describeFailure,
  reportError,
  spanThatReported,
  toContent,
} from "@rootspan/model/content";
import { withoutUndefined } from "../event-attributes.ts";
import { guard } from "../guard.ts";
import { measureEvent } from "../measure-event.ts";
import type { OpenSession } from "../open-session.ts";
import { nowMs } from "../platform/clock.ts";
import type { EventPlace } from "../record-event.ts";
import { currentSession, withAgentIn } from "../session-context.ts";
import type { CallShape } from "./call-shape.ts";

/** Known to `@rootspan/instrumentations`: an outer span stands for the model calls in here. */
const INFERENCE_OWNED = createContextKey("rootspan.inference_owned");

/** Errors by which wrapped calls within this one have failed, each of which has told of it. */
const FAILED_INSIDE = createContextKey("rootspan.failed_inside");

/** Errors that a wrapped call was the first to tell of. The same one may fail many calls: an abort's reason does. */
const wrapperErrors = new WeakSet<object>();

/** Ends the spans of generators that nobody can reach any more. */
const unreachable = new FinalizationRegistry<TracedCall>((call) => call.finish());

export class TracedCall {
  readonly #place: EventPlace;
  readonly #shape: CallShape;
  /** Only as long as they are needed: a result may be among them, and is not to be kept alive. */
  #args: readonly unknown[];
  readonly #content: ContentLimits;
  #span: Span | undefined;
  #startedMs = 0;
  #context: Context;
  #hasEnded = false;
  readonly #failedInside = new WeakSet<object>();

  /** The call is one of a model, and its session allows no more of them. */
  readonly refusal: Error | undefined;

  private constructor(session: OpenSession, shape: CallShape, args: readonly unknown[]) {
    const place = session.place();
    this.refusal = shape.ownsInference === true ? session.refusal : undefined;
    this.#place = place;
    this.#shape = shape;
    this.#args = args;
    const { captureContent = place.content.captureContent } = shape;
    this.#content = { ...place.content, captureContent };
    this.#context = place.parent;
  }

  /** Undefined outside every session, and where a fault of ours prevents it. The span starts with the first `run`. */
  static create(shape: CallShape, args: readonly unknown[]): TracedCall | undefined {
    return guard("a wrapped function", () => {
      const session = currentSession() as OpenSession | undefined;
      return session === undefined ? undefined : new TracedCall(session, shape, args);
    });
  }

  /** Whether all that a generator yields is needed. */
  get isRead(): boolean {
    return this.#shape.read !== undefined;
  }

  /** How much of what a generator yields is worth keeping: content beyond it would be cut. */
  get keptBytes(): number {
    return this.#content.captureContent ? 4 * this.#content.maxAttributeBytes : 0;
  }

  /** Runs code of the function: what it starts is a child of the span. */
  run<T>(work: () => T): T {
    if (this.#span === undefined) guard("a wrapped function", () => this.#start());
    return context.with(this.#context, work);
  }

  /** The function has given its result. Of generators: what it yielded, and returned. */
  succeed(result: unknown): void {
    this.#end((span) => {
      const { returns, read } = this.#shape;
      const content = toContent(returns, result, this.#content);
      if (content !== undefined) span.setAttribute(returns, content);
      const outcome = read?.(result, this.#args, this.#content);
      if (outcome !== undefined) span.setAttributes(outcome);
    });
  }

  fail(error: unknown): void {
    this.#end((span) => {
      const { attributes, message } = describeFailure(error, this.#content);
      const { stack } = describeError(error);
      span.setAttributes({
        ...attributes,
        ...withoutUndefined({
          [key.EXCEPTION_STACKTRACE]: toContent(key.EXCEPTION_STACKTRACE, stack, this.#content),
          [key.ROOTSPAN_ERROR_COUNTED]: this.#isCounted(error, span) ? true : undefined,
        }),
      });
      span.setStatus({ code: SpanStatusCode.ERROR, message });
      this.#tellOutside(error, span);
    });
  }

  /** It is over, and how it went is not known. */
  finish(): void {
    this.#end(() => {});
  }

  /** Finishes once the object is garbage. Nothing that this object refers to may refer to it. */
  finishWith(lifeline: object): void {
    unreachable.register(lifeline, this, this);
  }

  /** Whether a span within this call stands for the failure. */
  #isCounted(error: unknown, span: Span): boolean {
    if (typeof error !== "object" || error === null) return false;
    if (this.#failedInside.has(error)) return true;
    return !wrapperErrors.has(error) && spanThatReported(error)?.traceId === span.spanContext().traceId;
  }

  #tellOutside(error: unknown, span: Span): void {
    if (typeof error !== "object" || error === null) return;
    (this.#place.parent.getValue(FAILED_INSIDE) as WeakSet<object> | undefined)?.add(error);
    if (spanThatReported(error) === undefined) wrapperErrors.add(error);
    reportError(error, span.spanContext());
  }

  #start(): void {
    const { name, kind, attributes, params, agent, ownsInference } = this.#shape;
    const { tracer, parent, onMissed } = this.#place;
    let where = agent === undefined ? parent : withAgentIn(parent, agent);
    if (ownsInference === true) where = where.setValue(INFERENCE_OWNED, true);
    const span = tracer.startSpan(name, { kind, attributes: withoutUndefined(attributes) }, parent);
    this.#span = span;
    this.#startedMs = nowMs();
    this.#context = trace.setSpan(where, span).setValue(FAILED_INSIDE, this.#failedInside);
    if (span.isRecording()) this.#describeArgs(span, params);
    else onMissed();
    if (this.#shape.read === undefined) this.#args = [];
  }

  #describeArgs(span: Span, params: string): void {
    const content = toContent(params, toParams(this.#args), this.#content);
    if (content !== undefined) span.setAttribute(params, content);
  }

  #end(write: (span: Span) => void): void {
    const span = this.#span;
    if (this.#hasEnded || span === undefined) return;
    this.#hasEnded = true;
    unreachable.unregister(this);
    guard("describing a wrapped function", () => write(span));
    guard("ending the span of a wrapped function", () => span.end());
    const given = withoutUndefined(this.#shape.attributes);
    measureEvent(span, given, nowMs() - this.#startedMs, this.#context);
  }
}

/** A single argument stands for itself: tools mostly take one object. */
function toParams(args: readonly unknown[]): unknown {
  return args.length < 2 ? args[0] : args;
}
