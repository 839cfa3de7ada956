/** A session that this process runs. */
import { type Context, context, ROOT_CONTEXT, type Span, SpanStatusCode, trace, type Tracer } from "@opentelemetry/api";
import {
  addSpan,
  createSessionId,
  EMPTY_TALLY,
  type EndState,
  type EndStateInput,
  END_STATES,
  type FoldableSpan,
  formatUsd,
  parseEndState,
  type PriceBook,
  type SessionSummary,
  type SessionTally,
  summarise,
  summaryLine,
  toRootSpanId,
  toSessionId,
  toTraceId,
  toUsd,
} from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { toAnalytics } from "./analytics.ts";
import { RootspanError } from "./errors.ts";
import { toEventSpan } from "./event-attributes.ts";
import { guard, log, reportFault } from "./guard.ts";
import { nowMs, toUnixNano } from "./platform/clock.ts";
import { randomBytes } from "./platform/random.ts";
import { startWithIds } from "./root-ids.ts";
import type { SessionClient } from "./session-client.ts";
import { contextOf, withSession } from "./session-context.ts";
import type { RecordedEvent, SessionEvent } from "./session-event.ts";
import type { EndOptions, Session, SessionAnalytics, SessionOptions } from "./session.ts";
import { sharedState } from "./shared-state.ts";
import { VERSION } from "./version.ts";

export class OpenSession implements Session {
  readonly id: string;
  readonly name: string | undefined;
  readonly startTime: Date;
  readonly rootSpan: Span;
  endTime: Date | undefined;
  endState: EndState = "Indeterminate";
  endStateReason: string | undefined;

  /** The `SessionSpanProcessor` that has seen the root first: it keeps the totals, also where two are listed. */
  observer: object | undefined;

  /** Milliseconds of the last moment that the session told of itself: each one is later than the one before. */
  #lastMs = 0;
  readonly #client: SessionClient;
  readonly #tracer: Tracer;
  #tags: readonly string[];
  #tally: SessionTally = EMPTY_TALLY;
  #ended: Promise<string> | undefined;

  constructor(client: SessionClient, options: SessionOptions) {
    this.#client = client;
    this.#tracer = client.tracerProvider.getTracer("@rootspan/sdk", VERSION);
    this.name = options.name;
    this.#tags = unique([client.defaultTags, options.tags ?? []]);
    const startMs = this.#tick();
    this.startTime = new Date(startMs);
    const id = createSessionId(startMs, randomBytes(10));
    this.rootSpan = this.#startRoot(id, startMs);
    // A provider that is not ours makes ids of its own; the session then takes that trace id.
    const { traceId } = this.rootSpan.spanContext();
    const valid = trace.isSpanContextValid(this.rootSpan.spanContext());
    this.id = valid ? toSessionId(traceId) : id;
    this.rootSpan.setAttribute(key.SESSION_ID, this.id);
    this.#mark("session.start");
  }

  get tags(): readonly string[] {
    return this.#tags;
  }

  get url(): string | undefined {
    return this.#client.urlOf(this.id);
  }

  run<T>(fn: () => T): T {
    sharedState().scoped.add(this);
    return context.with(this.#context(context.active()), fn);
  }

  record(event: SessionEvent): RecordedEvent | undefined {
    try {
      return this.#record(event);
    } catch (error) {
      if (RootspanError.isInstance(error)) log.error(`event not recorded: ${error.message}`);
      else reportFault("record", error);
      return undefined;
    }
  }

  addTags(...tags: readonly (string | readonly string[])[]): void {
    this.setTags([...this.#tags, ...tags.flat(1)]);
  }

  setTags(tags: string | readonly string[]): void {
    guard("setTags", () => {
      this.#tags = unique([tags]);
      this.rootSpan.setAttribute(key.ROOTSPAN_SESSION_TAGS, [...this.#tags]);
      this.#mark("session.update");
    });
  }

  getAnalytics(): SessionAnalytics {
    return toAnalytics(this.#summary());
  }

  end(state: EndStateInput = "Indeterminate", options?: EndOptions): Promise<string> {
    if (this.#ended !== undefined) return this.#ended;
    const endState = parseEndState(state);
    if (endState === undefined) return Promise.reject(invalidEndState(state));
    this.#ended = this.#finish(endState, options ?? {});
    return this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }

  /** Takes a span that has ended into the totals. */
  fold(span: FoldableSpan, prices: PriceBook): void {
    this.#tally = addSpan(this.#tally, span, prices);
  }

  async #finish(endState: EndState, { reason, video }: EndOptions): Promise<string> {
    this.endState = endState;
    this.endStateReason = reason;
    const endMs = this.#tick();
    this.endTime = new Date(endMs);
    sharedState().open.delete(this);
    guard("end", () => {
      this.rootSpan.setAttributes({
        ...endAttributes(this.#summary(), endState),
        ...(reason !== undefined && { [key.ROOTSPAN_SESSION_END_STATE_REASON]: reason }),
        ...(video !== undefined && { [key.ROOTSPAN_SESSION_VIDEO]: video }),
      });
      if (endState === "Success") this.rootSpan.setStatus({ code: SpanStatusCode.OK });
      if (endState === "Failure") {
        this.rootSpan.setStatus({ code: SpanStatusCode.ERROR, ...(reason !== undefined && { message: reason }) });
      }
      this.rootSpan.end(endMs);
    });
    const summary = this.#summary();
    guard("logSummary", () => this.#client.logSummary(summaryLine(summary)));
    await this.#client.flush().catch((fault: unknown) => reportFault("flush", fault));
    return formatUsd(summary.calls.cost);
  }

  #startRoot(id: string, startTime: number): Span {
    const ids = { traceId: toTraceId(id), spanId: toRootSpanId(id) };
    const name = this.name === undefined ? "session" : `session ${this.name}`;
    const attributes = {
      [key.ROOTSPAN_KIND]: "session",
      [key.ROOTSPAN_SESSION_OWNER]: true,
      ...this.#describe(),
    };
    const where = withSession(ROOT_CONTEXT, this);
    return startWithIds(ids, () => this.#tracer.startSpan(name, { root: true, attributes, startTime }, where));
  }

  /** Tells receivers about the open session by a span that is over at once: OTLP carries ended spans only. */
  #mark(name: "session.start" | "session.update"): void {
    const attributes = { [key.ROOTSPAN_KIND]: "marker", ...this.#describe() };
    const at = this.#tick();
    this.#tracer.startSpan(name, { attributes, startTime: at }, this.#context(ROOT_CONTEXT)).end(at);
  }

  /** Now, but later than the last time: receivers go by the order of what a session tells of itself. */
  #tick(): number {
    this.#lastMs = Math.max(nowMs(), this.#lastMs + 0.001);
    return this.#lastMs;
  }

  #describe(): Record<string, string | string[]> {
    return {
      [key.ROOTSPAN_SESSION_TAGS]: [...this.#tags],
      ...(this.name !== undefined && { [key.ROOTSPAN_SESSION_NAME]: this.name }),
    };
  }

  #record(event: SessionEvent): RecordedEvent {
    const { name, kind, attributes, failed } = toEventSpan(event, this.#client);
    if (this.#ended !== undefined) log.warn(`event "${name}" is recorded after the end of session ${this.id}`);
    const startTime = event.startTime ?? event.endTime ?? nowMs();
    const span = this.#tracer.startSpan(name, { kind, attributes, startTime }, this.#parentOfEvent());
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(event.endTime ?? startTime);
    const { traceId, spanId } = span.spanContext();
    return { traceId, spanId };
  }

  /** An event belongs to what is running: the active span, where that is a span of this session. */
  #parentOfEvent(): Context {
    const active = context.active();
    const sameTrace = trace.getSpanContext(active)?.traceId === this.rootSpan.spanContext().traceId;
    return sameTrace ? withSession(active, this) : this.#context(active);
  }

  #context(where: Context): Context {
    return contextOf(this, where);
  }

  /** Of a running session the duration lasts until now. */
  #summary(): SessionSummary {
    const summary = summarise(this.#tally);
    if (!summary.running) return summary;
    const start = this.startTime.getTime();
    const durationMs = (this.endTime?.getTime() ?? nowMs()) - start;
    return { ...summary, startTimeUnixNano: toUnixNano(start), durationNs: toUnixNano(Math.max(0, durationMs)) };
  }
}

function endAttributes(summary: SessionSummary, endState: EndState): Record<string, string | number> {
  return {
    [key.ROOTSPAN_SESSION_END_STATE]: endState,
    [key.ROOTSPAN_SESSION_COST_USD]: toUsd(summary.calls.cost),
    [key.ROOTSPAN_SESSION_UNPRICED_CALLS]: summary.calls.unpricedCalls,
    [key.ROOTSPAN_SESSION_LLM_CALLS]: summary.counts.llm,
    [key.ROOTSPAN_SESSION_TOOL_CALLS]: summary.counts.tool,
    [key.ROOTSPAN_SESSION_ACTIONS]: summary.counts.action,
    [key.ROOTSPAN_SESSION_ERRORS]: summary.errors,
    [key.ROOTSPAN_SESSION_INPUT_TOKENS]: summary.calls.usage.inputTokens,
    [key.ROOTSPAN_SESSION_OUTPUT_TOKENS]: summary.calls.usage.outputTokens,
  };
}

function invalidEndState(state: unknown): RootspanError {
  return new RootspanError(
    "INVALID_END_STATE",
    `unknown end state ${typeof state === "string" ? JSON.stringify(state) : String(state)}; the session stays open. ` +
      `Use one of ${END_STATES.join(", ")} (or AgentOps' Fail, Error), in any letter case`,
  );
}

/** The texts among what was given, each once: callers without types may give anything. */
function unique(given: readonly unknown[]): readonly string[] {
  const tags = given.flat().filter((tag): tag is string => typeof tag === "string" && tag !== "");
  return [...new Set(tags)];
}
