/**
 * Events that wait for their span: log records are often exported before it. What waits is bounded, and so is how long;
 * the oldest are given up, and counted.
 */
import type { SpanEvent } from "@rootspan/model";

export interface SpanPlace {
  readonly projectId: string;
  readonly traceId: string;
  readonly spanId: string;
}

export interface EventsOfSpan extends SpanPlace {
  /** The session that the records name; undefined where they name none. */
  readonly sessionId: string | undefined;
  readonly events: readonly SpanEvent[];
}

interface Waiting {
  readonly of: EventsOfSpan;
  readonly sinceMs: number;
}

/** Of a span that is open for as long, as a conversation in real time is. */
const PATIENCE_MS = 15 * 60_000;

export interface PendingEventsSettings {
  readonly maxEvents: number;
  readonly now: () => number;
  /** Told how many were given up. */
  readonly onLost: (events: number) => void;
}

export class PendingEvents {
  readonly #settings: PendingEventsSettings;
  /** Oldest first. */
  readonly #waiting: Map<string, Waiting> = new Map();
  #events: number = 0;

  constructor(settings: PendingEventsSettings) {
    this.#settings = settings;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  add(of: EventsOfSpan): void {
    const id = idOf(of);
    const known = this.#waiting.get(id);
    const events = known === undefined ? of.events : [...known.of.events, ...of.events];
    this.#events += of.events.length;
    this.#waiting.set(id, { of: { ...of, events }, sinceMs: known?.sinceMs ?? this.#settings.now() });
    this.#forget();
  }

  /** The events of a span, which go on waiting. */
  of(span: SpanPlace): readonly SpanEvent[] {
    return this.#waiting.get(idOf(span))?.of.events ?? [];
  }

  /** The events of a span, which wait no longer. */
  take(span: SpanPlace): readonly SpanEvent[] {
    const id = idOf(span);
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return [];
    this.#waiting.delete(id);
    this.#events -= waiting.of.events.length;
    return waiting.of.events;
  }

  #forget(): void {
    const { maxEvents, now, onLost } = this.#settings;
    for (const [id, { of, sinceMs }] of this.#waiting) {
      if (this.#events <= maxEvents && now() - sinceMs <= PATIENCE_MS) break;
      this.#waiting.delete(id);
      this.#events -= of.events.length;
      onLost(of.events.length);
    }
  }
}

function idOf({ projectId, traceId, spanId }: SpanPlace): string {
  return `${projectId} ${traceId} ${spanId}`;
}
