/**
 * Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html
 *
 * A stream pulls: its source is asked for more only when the client has taken what was sent, so a client that reads
 * slowly holds nothing in memory but what is on its way.
 */
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { Problem } from "./problem.ts";
import { Pulse } from "./pulse.ts";

export interface ServerEvent {
  readonly event: string;
  /** What the client says as `Last-Event-ID` when it comes back. */
  readonly id?: number;
  /** Becomes JSON. */
  readonly data: unknown;
}

/** An event; an id alone, which no event comes of; `undefined` for a sign of life. */
export type StreamItem = ServerEvent | { readonly id: number } | undefined;

/** Yields what there is to tell, and returns when `pulse.next()` says that it is over. */
export type EventSource = (pulse: Pulse) => AsyncGenerator<StreamItem, void, void>;

export interface EventStreamsSettings {
  readonly maxStreams: number;
  /** Proxies close what is silent for long. */
  readonly heartbeatMs: number;
  /** A source is asked again after this time at the earliest, however much happens. */
  readonly pauseMs: number;
  /** A client that takes nothing for so long is let go. */
  readonly stallMs: number;
}

export const EVENT_STREAM_LIMITS: EventStreamsSettings = {
  maxStreams: 200,
  heartbeatMs: 15_000,
  pauseMs: 100,
  stallMs: 30_000,
};

/** How long a browser waits before it comes back. */
const RECONNECT_MS = 2_000;

const HEADERS = {
  "content-type": "text/event-stream",
  // Else nginx waits until there is more.
  "x-accel-buffering": "no",
  // A stream that ends leaves no connection behind that a server that closes would wait for.
  connection: "close",
};

const SIGN_OF_LIFE = ":\n\n";

export class EventStreams {
  readonly #settings: EventStreamsSettings;
  readonly #open: Set<Pulse> = new Set();
  #closed: boolean = false;

  constructor(settings: EventStreamsSettings) {
    this.#settings = settings;
  }

  /** Answers with the events of a source. @throws Problem `too_many_requests`; `store_unavailable` once it is closed */
  send(reply: FastifyReply, source: EventSource): FastifyReply {
    const { maxStreams, heartbeatMs, pauseMs, stallMs } = this.#settings;
    if (this.#closed) throw new Problem("store_unavailable", "the server is closing");
    if (this.#open.size >= maxStreams) {
      const headers = { "retry-after": "5" };
      throw new Problem("too_many_requests", `${maxStreams} live streams are open, which is the most`, { headers });
    }
    const pulse = new Pulse({ heartbeatMs, pauseMs });
    const giveUp = (): void => void stream.destroy();
    const stream = Readable.from(toFrames(source(pulse), stallMs, giveUp), { objectMode: false });
    this.#open.add(pulse);
    // A stream that is destroyed closes when its source returns, so the source must be told by the answer.
    reply.raw.once("close", () => pulse.end());
    stream.once("close", () => void this.#open.delete(pulse));
    return reply.headers(HEADERS).send(stream);
  }

  get size(): number {
    return this.#open.size;
  }

  /** Ends all streams; there are no new ones. */
  close(): void {
    this.#closed = true;
    for (const pulse of this.#open) pulse.end();
  }
}

async function* toFrames(
  items: AsyncIterable<StreamItem>,
  stallMs: number,
  giveUp: () => void,
): AsyncGenerator<string, void, void> {
  // At once, so that the client knows that it is heard.
  yield `retry: ${RECONNECT_MS}\n\n`;
  for await (const item of items) {
    const stalled = setTimeout(giveUp, stallMs).unref();
    try {
      yield item === undefined ? SIGN_OF_LIFE : toFrame(item);
    } finally {
      clearTimeout(stalled);
    }
  }
}

/** JSON has no line breaks. */
function toFrame(item: NonNullable<StreamItem>): string {
  const id = item.id === undefined ? "" : `id: ${item.id}\n`;
  return "event" in item ? `event: ${item.event}\n${id}data: ${JSON.stringify(item.data)}\n\n` : `${id}\n`;
}
