/** Follows server-sent events, also over connections that break: what was missed is told after it. */
import { setTimeout as wait } from "node:timers/promises";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { CommandError } from "../command-error.ts";
import { NO_ANSWER } from "../exit-code.ts";
import type { Query, ServerClient } from "./server-client.ts";

export interface FollowedEvent {
  readonly event: string;
  readonly data: unknown;
}

export interface FollowOptions {
  readonly query: Query;
  /** The connection broke, or could not be made again; it is tried again after this time. */
  readonly onBreak: (reason: string, pauseMs: number) => void;
}

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 15_000;

/** Ends only when the reader stops. @throws CommandError when it cannot begin, or the server refuses to go on */
export async function* followEvents(
  client: ServerClient,
  path: string,
  { query, onBreak }: FollowOptions,
): AsyncGenerator<FollowedEvent> {
  let lastId: string | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  for (let hasBegun = false; ;) {
    try {
      const headers = lastId === undefined ? {} : { "last-event-id": lastId };
      const answer = await client.ask(path, { query, headers });
      hasBegun = true;
      const events = answer.body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
      for await (const { id, event = "message", data } of events) {
        lastId = id ?? lastId;
        pauseMs = FIRST_PAUSE_MS;
        yield { event, data: JSON.parse(data) as unknown };
      }
      onBreak("the server ended the connection", pauseMs);
    } catch (error) {
      if (!hasBegun || (error instanceof CommandError && error.exitCode !== NO_ANSWER)) throw error;
      onBreak((error as Error).message, pauseMs);
    }
    await wait(pauseMs);
    pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2);
  }
}
