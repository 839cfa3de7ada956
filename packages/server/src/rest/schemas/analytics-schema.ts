/** The schema of analytics. */
import type {
  AnalyticsBody,
  AnalyticsGroupBody,
  AnalyticsPointBody,
  AnalyticsSums,
  CallPointBody,
  CallSumsBody,
  LatencyBody,
  StateCounts,
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
  oneOf,
  type PropertySchemas,
  text,
} from "../../http/schema/json-schema.ts";
import { SESSION_ITEM } from "./session-schema.ts";
import { COST, COST_USD, TOKEN_STATS, UNPRICED_CALLS } from "./stats-schema.ts";

export const INTERVALS = ["hour", "day"] as const;
export const GROUPS = ["model", "agent", "service", "tag"] as const;

const LATENCY = objectOf<LatencyBody>(
  { p50: number(), p90: number(), p95: number(), p99: number() },
  { title: "Latency", description: "Milliseconds, within 1 %." },
);

const CALL_SUMS: PropertySchemas<CallSumsBody> = {
  calls: count("Model calls, by the time at which they began."),
  failed_calls: count(),
  cost: COST,
  cost_usd: COST_USD,
  unpriced_calls: UNPRICED_CALLS,
  tokens: TOKEN_STATS,
  latency_ms: nullable(LATENCY),
};

const STATES = objectOf<StateCounts>(
  { Running: count(), Success: count(), Failure: count(), Indeterminate: count() },
  { title: "StateCounts" },
);

const SUMS: PropertySchemas<AnalyticsSums> = {
  sessions: count("Sessions, by their start."),
  states: STATES,
  errors: count("Failures in the sessions."),
  ...CALL_SUMS,
};

const POINT = objectOf<AnalyticsPointBody>({ start: instant(), ...SUMS }, { title: "AnalyticsPoint" });
const CALL_POINT = objectOf<CallPointBody>({ start: instant(), ...CALL_SUMS }, { title: "CallPoint" });

const GROUP = objectOf<AnalyticsGroupBody>(
  {
    name: text("Empty where nothing is known: calls outside agents, or of no named model."),
    sessions: count("Of the time; of the empty name 0."),
    ...CALL_SUMS,
    series: listOf(CALL_POINT, { description: "Of the same points as the series of all." }),
  },
  { title: "AnalyticsGroup" },
);

export const ANALYTICS: JsonSchema = objectOf<AnalyticsBody>(
  {
    from: instant("Whole intervals, in UTC."),
    to: instant("Exclusive."),
    interval: oneOf(INTERVALS),
    group_by: nullable(oneOf(GROUPS)),
    totals: objectOf<AnalyticsSums>(SUMS, { title: "AnalyticsSums" }),
    series: listOf(POINT, { description: "A point for each interval, also where nothing happened." }),
    groups: listOf(GROUP, { description: "Dearest first; none without group_by." }),
    slowest: listOf(SESSION_ITEM, { description: "Of the sessions that started in the time." }),
    dearest: listOf(SESSION_ITEM, { description: "Of the sessions that started in the time." }),
    complete: flag("Whether all sessions are in the numbers; where it is false, the newest are."),
  },
  { title: "Analytics" },
);
