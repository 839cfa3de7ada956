/** Reads server-sent events as a browser does. */
import type { ServerUnderTest } from "./server-under-test.ts";

export interface ReceivedEvent {
  /** Undefined for an id alone. */
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: ReturnType<typeof JSON.parse>;
}

export interface OpenEvents {
  readonly status: number;
  readonly headers: Headers;
  /** The next event; undefined at the end of the stream. Ids alone are passed over. */
  next(): Promise<ReceivedEvent | undefined>;
  /** The next event of this name. */
  nextOf(event: string): Promise<ReceivedEvent["data"]>;
  /** The last id that was sent. */
  readonly lastId: string | undefined;
  close(): void;
}

export async function openEvents(
  server: Pick<ServerUnderTest, "url">,
  path: string,
  headers: Record<string, string> = {},
): Promise<OpenEvents> {
  const leaving = new AbortController();
  const response = await fetch(new URL(path, server.url), { headers, signal: leaving.signal });
  const events = readEvents(response);
  let lastId: string | undefined;
  const next: OpenEvents["next"] = async () => {
    for (;;) {
      const { value, done } = await events.next();
      if (done === true) return undefined;
      lastId = value.id ?? lastId;
      if (value.event !== undefined) return value;
    }
  };
  return {
    status: response.status,
    headers: response.headers,
    next,
    nextOf: async (name) => {
      for (;;) {
        const event = await next();
        if (event === undefined) throw new Error(`the stream ended before ${name}`);
        if (event.event === name) return event.data;
      }
    },
    get lastId() {
      return lastId;
    },
    close: () => leaving.abort(),
  };
}

async function* readEvents(response: Response): AsyncGenerator<ReceivedEvent, void, void> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const frames = text.split("\n\n");
    text = frames.pop()!;
    for (const frame of frames) yield toEvent(frame);
  }
}

function toEvent(frame: string): ReceivedEvent {
  const field = (name: string) =>
    frame
      .split("\n")
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const data = field("data");
  return { event: field("event"), id: field("id"), data: data === undefined ? undefined : JSON.parse(data) };
}
