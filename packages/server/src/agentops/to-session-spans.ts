/** AgentOps' sessions as our spans: a marker tells of one that runs, a root of one that has ended. */
import { parseEndState, type SpanRecord, StatusCode, toRootSpanId } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { toMarkerSpanId } from "./span-ids.ts";
import type { WireSession } from "./wire.ts";
import { toSpanRecord } from "./wire-span.ts";
import { toText, toTexts, toUnixNano } from "./wire-value.ts";

/** Which process ended a session: its own start, as it sent it. */
export const STARTED_AT = "agentops.init_timestamp";

export interface SessionMoment {
  readonly sessionId: string;
  readonly session: WireSession;
  /** Whether the process joined a session that another one had started. */
  readonly isPart: boolean;
  /** For times that are missing. */
  readonly nowUnixNano: bigint;
}

/** The moment at which a process started the session, or joined it. */
export function toStartMarker({ nowUnixNano, ...moment }: SessionMoment): SpanRecord {
  const at = toUnixNano(moment.session.init_timestamp) ?? nowUnixNano;
  return toMarker("session.start", moment, at);
}

/** Its tags or its video as they are now. */
export function toUpdateMarker({ nowUnixNano, ...moment }: SessionMoment): SpanRecord {
  return toMarker("session.update", moment, nowUnixNano);
}

export function toStartMarkerId(sessionId: string, { init_timestamp: startedAt }: WireSession): string {
  return toMarkerSpanId(sessionId, "session.start", toText(startedAt) ?? "");
}

/** @param startTimeUnixNano of the session, where this process has not started it */
export function toRoot(moment: SessionMoment, startTimeUnixNano: bigint | undefined): SpanRecord {
  const { sessionId, session, nowUnixNano } = moment;
  const start = startTimeUnixNano ?? toUnixNano(session.init_timestamp) ?? nowUnixNano;
  const state = parseEndState(session.end_state) ?? "Indeterminate";
  const reason = toText(session.end_state_reason);
  return toSpanRecord({
    sessionId,
    spanId: toRootSpanId(sessionId),
    name: "session",
    startTimeUnixNano: start,
    endTimeUnixNano: toUnixNano(session.end_timestamp) ?? nowUnixNano,
    attributes: {
      [key.ROOTSPAN_KIND]: "session",
      [key.ROOTSPAN_SESSION_OWNER]: true,
      [key.ROOTSPAN_SESSION_END_STATE]: state,
      [key.ROOTSPAN_SESSION_END_STATE_REASON]: reason,
      // A part's tags are added by its marker.
      ...(!moment.isPart && describe(session)),
      [STARTED_AT]: toText(session.init_timestamp),
    },
    status: {
      code: { Success: StatusCode.ok, Failure: StatusCode.error, Indeterminate: StatusCode.unset }[state],
      ...(state === "Failure" && reason !== undefined && { message: reason }),
    },
  });
}

/** Whether the message says that the session is over, and not only how it would be if it were. */
export function isEnded({ is_running: isRunning, end_timestamp: end }: WireSession): boolean {
  return isRunning !== true && toUnixNano(end) !== undefined;
}

function toMarker(
  name: "session.start" | "session.update",
  { sessionId, session, isPart }: Omit<SessionMoment, "nowUnixNano">,
  at: bigint,
): SpanRecord {
  return toSpanRecord({
    sessionId,
    spanId: toMarkerSpanId(sessionId, name, toText(session.init_timestamp) ?? ""),
    parentSpanId: toRootSpanId(sessionId),
    name,
    startTimeUnixNano: at,
    endTimeUnixNano: at,
    attributes: {
      [key.ROOTSPAN_KIND]: "marker",
      [key.ROOTSPAN_SESSION_OWNER]: isPart ? false : undefined,
      ...describe(session),
    },
  });
}

function describe({
  tags,
  video,
  host_env: hostEnvironment,
}: WireSession): Readonly<Record<string, string | readonly string[] | undefined>> {
  return {
    [key.ROOTSPAN_SESSION_TAGS]: toTexts(tags),
    [key.ROOTSPAN_SESSION_VIDEO]: toText(video),
    [key.ROOTSPAN_SESSION_HOST_ENVIRONMENT]:
      typeof hostEnvironment === "object" && hostEnvironment !== null
        ? JSON.stringify(hostEnvironment)
        : toText(hostEnvironment),
  };
}
