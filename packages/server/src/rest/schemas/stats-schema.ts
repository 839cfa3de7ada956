/** Schemas of what a session used and cost. */
import { END_STATES, EVENT_KINDS } from "@rootspan/model";
import type { AgentStats, CallStats, ModelStats, OtherStats, SessionStats, TokenStats } from "@rootspan/model/rest";
import {
  count,
  flag,
  instant,
  type JsonSchema,
  listOf,
  nullable,
  number,
  objectOf,
  oneOf,
  type PropertySchemas,
  text,
} from "../../http/schema/json-schema.ts";

export const END_STATE: JsonSchema = oneOf(END_STATES);

export const COST: JsonSchema = {
  ...nullable(number()),
  description: "USD; null when calls were made and none of them has a known price.",
};

export const COST_USD: JsonSchema = text("The cost in USD with six decimals.");

export const UNPRICED_CALLS: JsonSchema = count("Calls whose cost is not known, and not in the cost.");

export const KIND_COUNTS: JsonSchema = objectOf<Record<(typeof EVENT_KINDS)[number], number>>(
  Object.fromEntries(EVENT_KINDS.map((kind) => [kind, count()])) as PropertySchemas<
    Record<(typeof EVENT_KINDS)[number], number>
  >,
  { title: "KindCounts", description: "Events by kind." },
);

export const TOKEN_STATS: JsonSchema = objectOf<TokenStats>(
  {
    input: count("All input tokens, cached ones included."),
    output: count("All output tokens, reasoning included."),
    total: count("Input and output."),
    cache_read: count("Within input."),
    cache_write: count("Within input."),
    reasoning: count("Within output."),
    audio_input: count("Within input."),
    audio_output: count("Within output."),
    image_input: count("Within input."),
    image_output: count("Within output."),
  },
  { title: "TokenStats" },
);

const OTHER_STATS = objectOf<OtherStats>(
  {
    audio_input_seconds: number("Audio that was heard, where the provider counts that in time.", { minimum: 0 }),
    web_searches: count(),
    file_searches: count(),
    code_executions: count(),
    image_generations: count(),
  },
  { title: "OtherStats", description: "What calls used beside tokens." },
);

const CALL_STATS: PropertySchemas<CallStats> = {
  calls: count("Model calls, also those that failed."),
  cost: COST,
  cost_usd: COST_USD,
  unpriced_calls: UNPRICED_CALLS,
  tokens: TOKEN_STATS,
  other: OTHER_STATS,
};

const MODEL_STATS = objectOf<ModelStats>(
  {
    provider: text("Empty where the emitter named none."),
    model: text("As the answer spelled it, else as the request did."),
    ...CALL_STATS,
  },
  { title: "ModelStats" },
);

const AGENT_STATS = objectOf<AgentStats>({ name: text(), ...CALL_STATS }, { title: "AgentStats" });

export const SESSION_STATS: JsonSchema = objectOf<SessionStats>(
  {
    session_id: text(),
    cost: COST,
    events: count("Events of all kinds."),
    prompt_tokens: count(),
    completion_tokens: count(),
    errors: count("Failures, each once."),
    cost_usd: COST_USD,
    unpriced_calls: UNPRICED_CALLS,
    running: flag(),
    end_state: { ...nullable(END_STATE), description: "Null while running." },
    end_state_reason: nullable(text()),
    start_time: instant(),
    end_time: { ...nullable(instant()), description: "Null while running." },
    duration_ms: number("Wall clock; of a running session up to the last thing known."),
    duration: text("The same for people, as 1m 2.3s."),
    counts: KIND_COUNTS,
    tokens: TOKEN_STATS,
    other: OTHER_STATS,
    models: listOf(MODEL_STATS, { description: "Dearest first." }),
    agents: listOf(AGENT_STATS, { description: "Dearest first." }),
  },
  { title: "SessionStats", description: "The first six keys are AgentOps', with its types." },
);
