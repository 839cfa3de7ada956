/** Where a live stream goes on: after what the client had, as it says itself or as its browser does. */
import type { FastifyRequest } from "fastify";
import { Problem } from "../../http/problem.ts";
import {
  count,
  type JsonSchema,
  objectOf,
  optional,
  type OptionalSchema,
  text,
} from "../../http/schema/json-schema.ts";

export interface LiveQuery {
  readonly since?: number;
}

export const SINCE: OptionalSchema = optional(
  count("The sequence of what the client has: what came after it is told first. Now, by default.", {
    maximum: Number.MAX_SAFE_INTEGER,
  }),
);

export const LIVE_HEADERS: JsonSchema = objectOf<{ "last-event-id"?: string }>({
  "last-event-id": optional(text("The id of the last event that the client has; it goes before since.")),
});

/**
 * What the store has not come to yet was told by another one, as before a backup was put back: all is told again.
 * @param known the store's last sequence
 * @throws Problem `invalid_parameter`
 */
export function resumeAt(request: FastifyRequest, { since }: LiveQuery, known: number): number | undefined {
  const at = lastEventId(request) ?? since;
  return at !== undefined && at > known ? 0 : at;
}

function lastEventId(request: FastifyRequest): number | undefined {
  const last = request.headers["last-event-id"];
  if (last === undefined || last === "") return undefined;
  if (!/^\d{1,15}$/.test(String(last))) {
    const message = "header last-event-id must be the id of an event of this stream";
    throw new Problem("invalid_parameter", message, { field: "last-event-id" });
  }
  return Number(last);
}
