/** The live events of one session. */
import type { SessionLiveEvent } from "@rootspan/model/rest";
import type { ServerEvent, StreamItem } from "../../http/event-streams.ts";
import type { Cause, Pulse } from "../../http/pulse.ts";
import type { SessionChanges } from "../../store/session-changes.ts";
import type { SessionStore } from "../../store/session-store.ts";
import type { Observe } from "../observed-session.ts";
import { toSessionItem } from "../session-item.ts";
import { toSpanItem } from "../span-item.ts";

/** Spans of one event. */
const SPANS_AT_ONCE = 500;

export interface FollowSettings {
  readonly sessions: SessionStore;
  readonly changes: SessionChanges;
  readonly observe: Observe;
}

export interface FollowedSession {
  readonly projectId: string;
  readonly sessionId: string;
  /** Spans that came after it are told. */
  readonly since: number;
}

type Events = AsyncGenerator<StreamItem, void, void>;

export async function* followSession(
  { projectId, sessionId, since }: FollowedSession,
  { sessions, changes, observe }: FollowSettings,
  pulse: Pulse,
): Events {
  const unsubscribe = changes.subscribe({ projectId, sessionId }, () => pulse.beat());
  let told: string | undefined;
  let sequence = since;
  try {
    for (let cause: Cause = "change"; cause !== "end"; cause = await pulse.next()) {
      const session = await sessions.findSession(projectId, sessionId);
      if (session === undefined) {
        yield toEvent({ event: "gone", data: { id: sessionId } });
        return;
      }
      const item = toSessionItem(observe(session));
      const text = JSON.stringify(item);
      if (told === undefined) yield toEvent({ event: "session", data: item });
      sequence = yield* tellSpans(sessions, { projectId, sessionId, since: sequence });
      // After its spans, so that a session that is over has told all.
      if (told !== undefined && told !== text) yield toEvent({ event: "session", data: item });
      else if (cause === "silence") yield undefined;
      told = text;
    }
  } finally {
    unsubscribe();
  }
}

/** @returns the sequence of the last of them */
async function* tellSpans(
  sessions: SessionStore,
  { projectId, sessionId, since }: FollowedSession,
): AsyncGenerator<ServerEvent, number, void> {
  let last = since;
  let after: string | undefined;
  do {
    const page = await sessions.listSpans(projectId, sessionId, {
      order: "arrival",
      since,
      limit: SPANS_AT_ONCE,
      ...(after !== undefined && { after }),
    });
    if (page === undefined || page.spans.length === 0) return last;
    last = page.spans.at(-1)!.sequence;
    after = page.next;
    // Spans that came together have one sequence; a client that has only some of them is told all of them again.
    const id = after === undefined ? last : last - 1;
    yield toEvent({ event: "spans", data: { spans: page.spans.map((row) => toSpanItem(row)) } }, id);
  } while (after !== undefined);
  return last;
}

function toEvent({ event, data }: SessionLiveEvent, id?: number): ServerEvent {
  return { event, data, ...(id !== undefined && { id }) };
}
