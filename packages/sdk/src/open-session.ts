/** A session that this process runs. */
import { context, type Span, trace, type Tracer } from "@opentelemetry/api";
import {
  addSpan,
  EMPTY_TALLY,
  type EndState,
  type EndStateInput,
  type FoldableSpan,
  formatUsd,
  type HostEnvironment,
  parseEndState,
  type PriceBook,
  type SessionSummary,
  type SessionTally,
  summarise,
  summaryLine,
} from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, toContent } from "@rootspan/model/content";
import { toAnalytics, toTotals } from "./analytics.ts";
import { Budget } from "./budget.ts";
import { invalidEndState, toEndOptions } from "./end-options.ts";
import { RootspanError } from "./errors.ts";
import { guard, log, reportFault, warnOnce, useRegisteredApi } from "./guard.ts";
import { type Inheritance, toChildEnv, toHeaders } from "./inheritance.ts";
import { removeOpenSession } from "./open-sessions.ts";
import { PendingWork } from "./pending-work.ts";
import { toUnixNano, nowMs } from "./platform/clock.ts";
import { type EventPlace, recordEvent } from "./record-event.ts";
import type { SessionClient } from "./session-client.ts";
import { contextOf, contextWithin } from "./session-context.ts";
import type { RecordedEvent, SessionEvent } from "./session-event.ts";
import { type SessionDescription, SessionRoot } from "./session-root.ts";
import type { SessionSettings } from "./session-settings.ts";
import type { EndOptions, Session, SessionAnalytics } from "./session.ts";
import { sharedState } from "./shared-state.ts";
import { VERSION } from "./version.ts";
import { locateVideo } from "./video.ts";

/** A reason is for a line in a list. */
const MAX_REASON_BYTES = 4_096;

/** For clients that do not say it. */
const END_TIMEOUT_MS = 10_000;

export class OpenSession implements Session {
  readonly id: string;
  readonly name: string | undefined;
  readonly isOwner: boolean;
  readonly startTime: Date;
  readonly content: ContentLimits;
  readonly callContent: Partial<ContentLimits>;
  endTime: Date | undefined;
  endState: EndState = "Indeterminate";
  endStateReason: string | undefined;
  hostEnvironment: HostEnvironment | undefined;
  video: string | undefined;

  /** The `SessionSpanProcessor` that has seen the root first; undefined where none has. */
  observer: object | undefined;
  /** Spans that the observer has seen start and not end; the root is one of them. */
  openSpans = 0;

  readonly #client: SessionClient;
  readonly #settings: SessionSettings;
  readonly #tracer: Tracer;
  readonly #root: SessionRoot;
  readonly #budget: Budget | undefined;
  #tags: readonly string[];
  #tally: SessionTally = EMPTY_TALLY;
  #ended: Promise<string> | undefined;
  /** What the end waits for before it delivers. */
  readonly #pending = new PendingWork();

  constructor(client: SessionClient, settings: SessionSettings, inherited: Inheritance | undefined) {
    this.#client = client;
    this.#settings = settings;
    this.#tracer = client.tracerProvider.getTracer("@rootspan/sdk", VERSION);
    this.name = settings.name;
    this.isOwner = inherited === undefined;
    this.content = settings.content;
    this.callContent = settings.callContent;
    this.#tags = unique([settings.tags]);
    this.hostEnvironment = client.hostEnvironment?.known;
    const { sessionBudgetUsd } = settings;
    if (sessionBudgetUsd !== undefined) {
      this.#budget = new Budget(sessionBudgetUsd, settings.stopAtBudget === true, () => this.#tellBudget());
    }
    this.#root = new SessionRoot(this, this.#tracer, inherited, this.#description());
    this.id = this.#root.sessionId;
    this.startTime = new Date(this.#root.startMs);
    this.#root.mark("session.start", this.#description());
    this.#awaitHostEnvironment();
    if (settings.video !== undefined) this.setVideo(settings.video);
  }

  get rootSpan(): Span {
    return this.#root.span;
  }

  get tags(): readonly string[] {
    return this.#tags;
  }

  get projectId(): string | undefined {
    return this.#client.projectId();
  }

  get url(): string | undefined {
    return this.#client.urlOf(this.id);
  }

  /** With which model calls of the session are to be rejected; undefined as long as they may be made. */
  get refusal(): RootspanError | undefined {
    return this.#budget?.refusal;
  }

  run<T>(fn: () => T): T {
    sharedState().scoped.add(this);
    return context.with(contextOf(this, context.active()), fn);
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
    guard("addTags", () => this.setTags([...this.#tags, ...tags.flat(1)]));
  }

  setTags(tags: string | readonly string[]): void {
    guard("setTags", () => {
      const next = unique([tags]);
      if (next.length === this.#tags.length && next.every((tag, index) => tag === this.#tags[index])) return;
      this.#tags = next;
      this.#tell({ tags: next });
    });
  }

  setVideo(urlOrFile: string): void {
    guard("setVideo", () => {
      const found = locateVideo(urlOrFile);
      if ("fault" in found) log.error(`setVideo(): ${found.fault}`);
      else if ("url" in found) this.#setVideoUrl(found.url);
      else if (this.#client.sendFile === undefined)
        log.error(`setVideo(): no receiver takes files: ${found.file} stays`);
      else this.#await(this.#client.sendFile(this.id, found.file).then((url) => this.#setVideoUrl(url)));
    });
  }

  getAnalytics(): SessionAnalytics {
    return toAnalytics(this.#summary());
  }

  headers(): Record<string, string> {
    const active = trace.getSpanContext(context.active());
    const root = this.#root.span.spanContext();
    return toHeaders(this.id, active?.traceId === root.traceId ? active : root);
  }

  childEnv(env?: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
    const { process } = globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } };
    return toChildEnv(env ?? process?.env ?? {}, this.headers());
  }

  end(state: EndStateInput = "Indeterminate", options?: EndOptions): Promise<string> {
    if (this.#ended !== undefined) return this.#ended;
    const endState = parseEndState(state);
    if (endState === undefined) return Promise.reject(invalidEndState(state));
    const readable = toEndOptions(options);
    if (this.#isSkipped(readable)) return Promise.resolve(formatUsd(this.#tally.calls.cost));
    this.#ended = this.#finish(endState, readable);
    return this.#ended;
  }

  /** Ends the session before it returns; nothing is awaited or sent. For the end of the process. */
  endNow(state: EndState, options: EndOptions): void {
    if (this.#ended !== undefined || this.#isSkipped(options)) return;
    this.#ended = Promise.resolve(this.#close(state, options));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }

  /** Takes a span that has ended into the totals. */
  fold(span: FoldableSpan, prices: PriceBook): void {
    const { cost } = this.#tally.calls;
    this.#tally = addSpan(this.#tally, span, prices);
    if (this.#tally.calls.cost !== cost) this.#budget?.check(this.#tally.calls.cost);
  }

  /** Where code that runs now makes spans of the session. */
  place(): EventPlace {
    return {
      tracer: this.#tracer,
      content: this.content,
      parent: contextWithin(this, context.active()),
      onMissed: () => this.missed(),
    };
  }

  /** A span of the session is not recorded, so that nobody sees what it says. Where even the root is not, that was said. */
  missed(): void {
    if (this.observer === undefined) return;
    warnOnce(
      "the sampler of the tracer provider drops spans within sessions: totals and cost lack what those say. " +
        "Use AlwaysOnSampler, or a ParentBasedSampler that decides once a trace",
    );
  }

  #isSkipped(options: EndOptions | undefined): boolean {
    const isSkipped = options?.isAutoEnd === true && this.#settings.skipAutoEndSession === true;
    if (isSkipped) log.info(`the automatic end of session ${this.id} is skipped (option skipAutoEndSession)`);
    return isSkipped;
  }

  async #finish(endState: EndState, options: EndOptions): Promise<string> {
    const cost = this.#close(endState, options);
    const isComplete = await this.#pending.settle(this.#client.endTimeoutMs ?? END_TIMEOUT_MS);
    if (!isComplete) log.warn(`session ${this.id} has ended; its video or host environment follows when it is there`);
    await this.#client.flush().catch((fault: unknown) => reportFault("flush", fault));
    return cost;
  }

  /** @returns the cost */
  #close(endState: EndState, { reason, video }: EndOptions): string {
    // An SDK of the application may have started since.
    useRegisteredApi();
    this.endState = endState;
    this.endStateReason = reason;
    if (video !== undefined) this.setVideo(video);
    const endMs = this.#root.chooseEnd();
    this.endTime = new Date(endMs);
    guard("end", () => {
      this.#root.describe(this.#description());
      this.#root.end(
        endMs,
        endState,
        this.#toReason(reason),
        toTotals(this.#summary(), Math.max(0, this.openSpans - 1)),
      );
    });
    const summary = this.#summary();
    guard("logSummary", () => this.#client.logSummary(summaryLine(summary)));
    guard("end", () => removeOpenSession(this));
    return formatUsd(summary.calls.cost);
  }

  /** Said by the application itself, so it is recorded also where content is not; but it may quote content. */
  #toReason(reason: string | undefined): string | undefined {
    const limits = { ...this.content, captureContent: true, maxAttributeBytes: MAX_REASON_BYTES };
    return toContent(key.ROOTSPAN_SESSION_END_STATE_REASON, reason, limits);
  }

  #record(event: SessionEvent): RecordedEvent {
    const span = recordEvent(this.place(), event);
    if (this.#ended !== undefined) log.warn(`an event is recorded after the end of session ${this.id}`);
    const { traceId, spanId } = span.spanContext();
    return { traceId, spanId };
  }

  #awaitHostEnvironment(): void {
    const { hostEnvironment: source } = this.#client;
    if (source === undefined || source.known !== undefined) return;
    this.#await(source.ready.then((hostEnvironment) => this.#setHostEnvironment(hostEnvironment)));
  }

  #setHostEnvironment(hostEnvironment: HostEnvironment | undefined): void {
    this.hostEnvironment = hostEnvironment;
    if (hostEnvironment !== undefined) this.#tell({ hostEnvironment: JSON.stringify(hostEnvironment) });
  }

  #setVideoUrl(url: string): void {
    this.video = url;
    this.#tell({ video: url });
  }

  /** Tells receivers what has changed, also after the end: they go by what was said last. */
  #tell(change: SessionDescription): void {
    this.#root.describe(change);
    this.#root.mark("session.update", change);
  }

  #description(): SessionDescription {
    return {
      tags: this.#tags,
      video: this.video,
      hostEnvironment: this.hostEnvironment === undefined ? undefined : JSON.stringify(this.hostEnvironment),
    };
  }

  #await(work: Promise<void>): void {
    this.#pending.add(work, (fault) =>
      log.error(`session ${this.id}: ${fault instanceof Error ? fault.message : String(fault)}`),
    );
  }

  /** Not within the call of the host whose end used the budget up. */
  #tellBudget(): void {
    const { onBudget } = this.#settings;
    log.warn(`session ${this.id} has used up its budget of $${this.#settings.sessionBudgetUsd}`);
    if (onBudget !== undefined) {
      Promise.resolve(this)
        .then(onBudget)
        .catch((error: unknown) => log.error("onBudget failed", error));
    }
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

/** The texts among what was given, each once: callers without types may give anything. */
function unique(given: readonly unknown[]): readonly string[] {
  const tags = given.flat().filter((tag): tag is string => typeof tag === "string" && tag !== "");
  return [...new Set(tags)];
}
