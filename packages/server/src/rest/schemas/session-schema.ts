/** Schemas of sessions as lists show them. */
import type { SessionItem, SessionList } from "@rootspan/model/rest";
import {
  count,
  flag,
  instant,
  type JsonSchema,
  listOf,
  nullable,
  number,
  objectOf,
  type PropertySchemas,
  text,
} from "../../http/schema/json-schema.ts";
import { COST, COST_USD, END_STATE, KIND_COUNTS, TOKEN_STATS, UNPRICED_CALLS } from "./stats-schema.ts";

export const SESSION_PROPERTIES: PropertySchemas<SessionItem> = {
  id: text("A UUID, or the name that another emitter gave the session."),
  name: nullable(text()),
  running: flag(),
  end_state: { ...nullable(END_STATE), description: "Null while running." },
  end_state_reason: nullable(text()),
  tags: listOf(text()),
  start_time: instant(),
  end_time: { ...nullable(instant()), description: "Null while running." },
  duration_ms: number("Wall clock."),
  cost: COST,
  cost_usd: COST_USD,
  unpriced_calls: UNPRICED_CALLS,
  tokens: TOKEN_STATS,
  spans: count(),
  events: count(),
  counts: KIND_COUNTS,
  errors: count("Failures, each once."),
  models: listOf(text(), { description: "Dearest first." }),
  agents: listOf(text(), { description: "Dearest first." }),
  services: listOf(text()),
};

export const SESSION_ITEM: JsonSchema = objectOf<SessionItem>(SESSION_PROPERTIES, { title: "SessionItem" });

export const NEXT_CURSOR: JsonSchema = {
  ...nullable(text()),
  description: "The cursor of the next page; null on the last one.",
};

export const SESSION_LIST: JsonSchema = objectOf<SessionList>(
  { sessions: listOf(SESSION_ITEM), next_cursor: NEXT_CURSOR },
  { title: "SessionList" },
);
