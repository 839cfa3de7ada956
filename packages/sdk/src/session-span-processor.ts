/** Works out, for each span of a session, what it costs and what it adds to the session. */
import type { Context } from "@opentelemetry/api";
import { costAttributes, createPriceBook, type PriceBook, type PriceOverrides } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { guard } from "./guard.ts";
import type { OpenSession } from "./open-session.ts";
import { sessionIn } from "./session-context.ts";
import { type ReadableSpanLike, type SpanLike, toCall, toFoldable } from "./span-like.ts";

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
  readonly #sessions = new WeakMap<object, OpenSession>();

  constructor(options: SessionSpanProcessorOptions = {}) {
    this.#prices = createPriceBook(options.prices);
  }

  onStart(span: SpanLike, parentContext: Context): void {
    guard("SessionSpanProcessor.onStart", () => {
      const session = sessionIn(parentContext);
      if (!isOpenSession(session)) return;
      const isRoot = span.attributes[key.ROOTSPAN_KIND] === "session";
      if (isRoot) session.observer ??= this;
      else span.setAttribute(key.SESSION_ID, session.id);
      if (session.observer === this) this.#sessions.set(span, session);
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
      this.#sessions.get(span)?.fold(toFoldable(span), this.#prices);
    });
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

/** Sessions of another copy of this package have the same shape. */
function isOpenSession(session: unknown): session is OpenSession {
  return typeof session === "object" && session !== null && "fold" in session;
}
