/** Schemas of sessions as lists show them. */
import type {
  DeletedSessions,
  FacetValue,
  SearchState,
  SessionDetail,
  SessionFacets,
  SessionItem,
  SessionList,
} from "@rootspan/model/rest";
import {
  count,
  flag,
  instant,
  type JsonSchema,
  listOf,
  nullable,
  number,
  objectOf,
  optional,
  type PropertySchemas,
  text,
} from "../../http/schema/json-schema.ts";
import { COST, COST_USD, END_STATE, KIND_COUNTS, TOKEN_STATS, UNPRICED_CALLS } from "./stats-schema.ts";

export const SEQUENCE: JsonSchema = count("Of the last change: it grows with every change of the store.");

const SESSION_PROPERTIES: PropertySchemas<SessionItem> = {
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
  bookmarked: flag(),
  note: { ...nullable(text()), description: "What somebody wrote of it." },
  received_at: instant("When something of it last arrived, by the server's clock."),
  sequence: SEQUENCE,
};

export const SESSION_ITEM: JsonSchema = objectOf<SessionItem>(SESSION_PROPERTIES, { title: "SessionItem" });

export const SESSION_DETAIL: JsonSchema = objectOf<SessionDetail>(
  {
    ...SESSION_PROPERTIES,
    video: { ...nullable(text()), description: "An address." },
    host_environment: { description: "What it ran on, as JSON." },
  },
  { title: "SessionDetail" },
);

export const NEXT_CURSOR: JsonSchema = {
  ...nullable(text()),
  description: "The cursor of the next page; null on the last one. A page may be short, or empty, before it.",
};

const FACET = listOf(
  objectOf<FacetValue>({ value: text(), sessions: count("How many have it.") }, { title: "FacetValue" }),
);

const FACETS = objectOf<SessionFacets>(
  { state: FACET, any_tag: FACET, model: FACET, service: FACET, agent: FACET },
  {
    title: "SessionFacets",
    description:
      "What could be filtered by, most frequent first. Each counts among the sessions that the filter selects without " +
      "the part that selects by it, so that it shows what choosing another value would find.",
  },
);

const SEARCH = objectOf<SearchState>(
  {
    complete: flag("Whether everything was looked through that had been stored."),
    indexed_sequence: { ...SEQUENCE, description: "What came up to it is in the index of words." },
    waiting_appends: count("What came after it; the newest thousand are looked through."),
  },
  { title: "SearchState", description: "How far a text was looked for." },
);

export const SESSION_LIST: JsonSchema = objectOf<SessionList>(
  {
    sessions: listOf(SESSION_ITEM),
    next_cursor: NEXT_CURSOR,
    sequence: count("What the list knows of: give it to /v2/live as since to miss nothing."),
    count: optional(count("Of all pages; where it was asked for.")),
    count_complete: optional(flag("Whether these are all; where it is false, there are at least so many.")),
    facets: optional(FACETS),
    facets_complete: optional(flag("Whether all sessions are counted; where it is false, the newest are.")),
    search: optional(SEARCH),
  },
  { title: "SessionList" },
);

export const DELETED_SESSIONS: JsonSchema = objectOf<DeletedSessions>(
  {
    matched: count("How many the filter selects."),
    deleted: count("How many are gone; 0 with dry_run."),
  },
  { title: "DeletedSessions" },
);
