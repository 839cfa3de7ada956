/** Works out, for each span of a session, what it costs and what it adds to the session. */
import type { Context } from "@opentelemetry/api";
import {
  type Attributes,
  costAttributes,
  createPriceBook,
  isEventKind,
  kindOf,
  type PriceBook,
  type PriceOverrides,
} from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { guard } from "./guard.ts";
import type { OpenSession } from "./open-session.ts";
import { agentIn, sessionIn } from "./session-context.ts";
import { type ReadableSpanLike, type SpanLike, toCall, toFoldable } from "./span-like.ts";

/**
 * On a span that has not ended: the session that counts it. A weak collection would cost more than the rest of this
 * file, at every span and again at every garbage collection. Known to every copy of this package.
 */
const COUNTED_BY = Symbol.for("rootspan.counted_by");

interface Counted {
  [COUNTED_BY]?: OpenSession | undefined;
}

export interface SessionSpanProcessorOptions {
  /** Prices of your own, ahead of the public list. */
  readonly prices?: PriceOverrides;
}

/**
 * A span processor for any OpenTelemetry SDK whose processors have `onEnding`, as 2.12 and 3.1 do: it relies on the
 * shape of spans, not on their classes. Without `onEnding` totals are right, but spans do not carry their cost.
 * List it before the processor that exports, so that what it adds is exported.
 */
export class SessionSpanProcessor {
  readonly #prices: PriceBook;

  constructor(options: SessionSpanProcessorOptions = {}) {
    this.#prices = createPriceBook(options.prices);
  }

  onStart(span: SpanLike, parentContext: Context): void {
    guard("SessionSpanProcessor.onStart", () => {
      const session = sessionIn(parentContext);
      if (!isOpenSession(session)) return;
      if (span.attributes[key.ROOTSPAN_KIND] === "session") session.observer ??= this;
      else stamp(span, session, parentContext);
      // Also a span of another provider than the root's; but each once, where two processors see it.
      const counted = span as Counted;
      if (session.observer === undefined || counted[COUNTED_BY] !== undefined) return;
      session.openSpans += 1;
      counted[COUNTED_BY] = session;
    });
  }

  /** The last moment at which a span can be written to. */
  onEnding(span: SpanLike): void {
    guard("SessionSpanProcessor.onEnding", () => {
      const cost = costAttributes(toCall(span), this.#prices);
      if (cost !== undefined) span.setAttributes(cost);
    });
  }

  onEnd(span: ReadableSpanLike): void {
    guard("SessionSpanProcessor.onEnd", () => {
      const counted = span as Counted;
      const session = counted[COUNTED_BY];
      if (session === undefined) return;
      counted[COUNTED_BY] = undefined;
      session.openSpans -= 1;
      session.fold(toFoldable(span), this.#prices);
    });
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** Says on a span which session it belongs to, and on an event which agent did it. */
function stamp(span: SpanLike, session: OpenSession, where: Context): void {
  span.setAttribute(key.SESSION_ID, session.id);
  const agent = agentIn(where);
  const { attributes } = span;
  if (agent === undefined || attributes[key.GEN_AI_AGENT_NAME] !== undefined) return;
  const isEvent = key.GEN_AI_OPERATION_NAME in attributes || isEventKind(kindOf(attributes as Attributes));
  if (!isEvent) return;
  span.setAttribute(key.GEN_AI_AGENT_NAME, agent.name);
  if (agent.id !== undefined) span.setAttribute(key.GEN_AI_AGENT_ID, agent.id);
}

/** Sessions of another copy of this package have the same shape. */
function isOpenSession(session: unknown): session is OpenSession {
  return typeof session === "object" && session !== null && "fold" in session;
}
