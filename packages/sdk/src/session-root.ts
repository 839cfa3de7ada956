/** The root span of a session, and the markers that tell receivers of it while it is open. */
import { ROOT_CONTEXT, type Span, SpanStatusCode, trace, type Tracer } from "@opentelemetry/api";
import { createSessionId, type EndState, toRootSpanId, toSessionId, toTraceId } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { contextOfParent, type Inheritance } from "./inheritance.ts";
import { nowMs } from "./platform/clock.ts";
import { randomBytes } from "./platform/random.ts";
import { startWithIds } from "./root-ids.ts";
import { contextOf, withSession } from "./session-context.ts";
import type { Session } from "./session.ts";

/** What a session says of itself. Values that are undefined are not said. */
export interface SessionDescription {
  readonly tags?: readonly string[];
  readonly video?: string | undefined;
  /** JSON text. */
  readonly hostEnvironment?: string | undefined;
}

type Attributes = Record<string, string | string[] | boolean>;

export class SessionRoot {
  readonly span: Span;
  readonly sessionId: string;
  readonly startMs: number;
  /** Milliseconds of the last moment that the session told of itself: each one is later than the one before. */
  #lastMs = 0;
  readonly #session: Session;
  readonly #tracer: Tracer;

  /**
   * Starts the span. A session that is inherited gets a span below the one that was handed on.
   * A provider that is not ours makes ids of its own; the session then takes that trace id.
   */
  constructor(session: Session, tracer: Tracer, inherited: Inheritance | undefined, description: SessionDescription) {
    this.#session = session;
    this.#tracer = tracer;
    this.startMs = this.#tick();
    const options = {
      attributes: {
        [key.ROOTSPAN_KIND]: "session",
        [key.ROOTSPAN_SESSION_OWNER]: inherited === undefined,
        ...this.#describe(description),
      },
      startTime: this.startMs,
    };
    const name = session.name === undefined ? "session" : `session ${session.name}`;
    if (inherited === undefined) {
      const id = createSessionId(this.startMs, randomBytes(10));
      const where = withSession(ROOT_CONTEXT, session);
      const ids = { traceId: toTraceId(id), spanId: toRootSpanId(id) };
      this.span = startWithIds(ids, () => tracer.startSpan(name, { ...options, root: true }, where));
      const { traceId } = this.span.spanContext();
      this.sessionId = trace.isSpanContextValid(this.span.spanContext()) ? toSessionId(traceId) : id;
    } else {
      this.span = tracer.startSpan(name, options, withSession(contextOfParent(inherited.parent), session));
      this.sessionId = inherited.sessionId;
    }
    this.span.setAttribute(key.SESSION_ID, this.sessionId);
  }

  /** Tells receivers about the session by a span that is over at once: OTLP carries ended spans only. */
  mark(name: "session.start" | "session.update", description: SessionDescription): void {
    const attributes = {
      [key.ROOTSPAN_KIND]: "marker",
      [key.SESSION_ID]: this.sessionId,
      ...(!this.#session.isOwner && { [key.ROOTSPAN_SESSION_OWNER]: false }),
      ...this.#describe(description),
    };
    const at = this.#tick();
    this.#tracer.startSpan(name, { attributes, startTime: at }, contextOf(this.#session, ROOT_CONTEXT)).end(at);
  }

  /** The root keeps what was said last. */
  describe(description: SessionDescription): void {
    if (this.span.isRecording()) this.span.setAttributes(this.#describe(description));
  }

  /** @returns milliseconds since 1970 */
  chooseEnd(): number {
    return this.#tick();
  }

  end(endMs: number, state: EndState, reason: string | undefined, totals: Attributes | Record<string, number>): void {
    this.span.setAttributes({
      ...totals,
      [key.ROOTSPAN_SESSION_END_STATE]: state,
      ...(reason !== undefined && { [key.ROOTSPAN_SESSION_END_STATE_REASON]: reason }),
    });
    if (state === "Success") this.span.setStatus({ code: SpanStatusCode.OK });
    if (state === "Failure") {
      this.span.setStatus({ code: SpanStatusCode.ERROR, ...(reason !== undefined && { message: reason }) });
    }
    this.span.end(endMs);
  }

  /** Now, but later than the last time: receivers go by the order of what a session tells of itself. */
  #tick(): number {
    this.#lastMs = Math.max(nowMs(), this.#lastMs + 0.001);
    return this.#lastMs;
  }

  #describe({ tags, video, hostEnvironment }: SessionDescription): Attributes {
    const { name } = this.#session;
    return {
      ...(tags !== undefined && { [key.ROOTSPAN_SESSION_TAGS]: [...tags] }),
      ...(name !== undefined && { [key.ROOTSPAN_SESSION_NAME]: name }),
      ...(video !== undefined && { [key.ROOTSPAN_SESSION_VIDEO]: video }),
      ...(hostEnvironment !== undefined && { [key.ROOTSPAN_SESSION_HOST_ENVIRONMENT]: hostEnvironment }),
    };
  }
}
