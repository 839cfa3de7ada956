/** Keeps each span that ends, and each root that is open, in the journal: before it is sent. */
import type { ReadableSpan, Span, SpanProcessor } from "@opentelemetry/sdk-trace-node";
import * as key from "@rootspan/model/attributes";
import { guard } from "@rootspan/sdk";
import type { Journal, JournalPosition } from "./journal/journal.ts";

export class JournalProcessor implements SpanProcessor {
  readonly #journal: Journal;
  /** Roots that are open, by span id. */
  readonly #roots = new Map<string, ReadableSpan>();
  #lastSpan: ReadableSpan | undefined;
  #lastPosition: JournalPosition | undefined;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /**
   * Of the span that has just ended: processors run one after the other, and the queue is the next one. Undefined for a
   * span that the journal did not keep.
   */
  positionOf(span: ReadableSpan): JournalPosition | undefined {
    return this.#lastSpan === span ? this.#lastPosition : undefined;
  }

  onStart(span: Span): void {
    if (span.attributes[key.ROOTSPAN_KIND] === "session") this.#roots.set(span.spanContext().spanId, span);
  }

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & 1) === 0) return;
    guard("the journal", () => {
      const kind = span.attributes[key.ROOTSPAN_KIND];
      if (kind === "session") this.#roots.delete(span.spanContext().spanId);
      // A session that has changed says so by a marker, also when it has just started.
      const root = kind === "marker" ? this.#roots.get(span.parentSpanContext?.spanId ?? "") : undefined;
      if (root !== undefined) this.#journal.openRoot(root);
      this.#lastPosition = this.#journal.append(span);
      this.#lastSpan = span;
    });
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
