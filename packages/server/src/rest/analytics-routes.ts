/** `GET /v2/analytics`: numbers over many sessions, for charts. */
import type {
  AnalyticsBody,
  AnalyticsGroupName,
  AnalyticsIntervalName,
  SessionFilterQuery,
} from "@rootspan/model/rest";
import type { FastifyInstance } from "fastify";
import { projectOf } from "../access/request-project.ts";
import { Problem } from "../http/problem.ts";
import { describeRoute, jsonAnswer } from "../http/schema/describe-route.ts";
import { parseInstant } from "../http/schema/instant.ts";
import { closedObjectOf, instant, oneOf, optional } from "../http/schema/json-schema.ts";
import { MAX_ANALYTICS_POINTS, type SessionAnalytics } from "../store/session-analytics.ts";
import { toAnalyticsBody } from "./analytics-body.ts";
import type { Observe } from "./observed-session.ts";
import { ANALYTICS, GROUPS, INTERVALS } from "./schemas/analytics-schema.ts";
import { FILTER_PARAMETERS, toSessionFilter } from "./session-query.ts";

interface AnalyticsQuery extends SessionFilterQuery {
  readonly interval?: AnalyticsIntervalName;
  readonly group_by?: AnalyticsGroupName;
}

const INTERVAL_MS: Readonly<Record<AnalyticsIntervalName, number>> = { hour: 3_600_000, day: 86_400_000 };
const DEFAULT_SPAN_MS = 7 * INTERVAL_MS.day;
/** Up to so long hours are told apart, unless otherwise asked for. */
const HOURLY_MS = 3 * INTERVAL_MS.day;

const GET = describeRoute({
  id: "getAnalytics",
  group: "analytics",
  summary: "Sessions, calls, cost, tokens and latency over time, in all and by group",
  description:
    "A session counts where it started, a model call where it began. The filter is that of the list; of its from and to " +
    "whole intervals are taken, in UTC.",
  query: closedObjectOf<AnalyticsQuery>({
    ...FILTER_PARAMETERS,
    from: optional(instant("The first interval; a week before the end, by default.")),
    to: optional(instant("Where the last interval ends; now, by default.")),
    interval: optional(oneOf(INTERVALS, { description: "By hour up to three days and by day beyond, by default." })),
    group_by: optional(oneOf(GROUPS, { description: "Also tells each of these apart." })),
  }),
  answers: { 200: jsonAnswer("The numbers", ANALYTICS) },
});

export interface AnalyticsRoutesSettings {
  readonly analytics: SessionAnalytics;
  readonly observe: Observe;
  readonly now: () => number;
}

export function registerAnalyticsRoutes(app: FastifyInstance, settings: AnalyticsRoutesSettings): void {
  const { analytics, observe, now } = settings;

  app.route<{ Querystring: AnalyticsQuery }>({
    method: "GET",
    url: "/analytics",
    schema: GET,
    handler: async (request): Promise<AnalyticsBody> => {
      const { from: _from, to: _to, interval: _interval, group_by: groupBy, ...filter } = request.query;
      const frame = toFrame(request.query, now());
      const found = await analytics.analyse(projectOf(request).id, {
        ...frame,
        filter: toSessionFilter(filter),
        ...(groupBy !== undefined && { groupBy }),
      });
      const { fromMs, toMs } = frame;
      return toAnalyticsBody(
        found,
        {
          from: new Date(fromMs).toISOString(),
          to: new Date(toMs).toISOString(),
          interval: frame.interval,
          group_by: groupBy ?? null,
        },
        observe,
      );
    },
  });
}

interface Frame {
  readonly fromMs: number;
  readonly toMs: number;
  readonly interval: AnalyticsIntervalName;
}

/** Whole intervals around what was asked for. @throws Problem `invalid_parameter` */
function toFrame({ from, to, interval }: AnalyticsQuery, nowMs: number): Frame {
  const end = to === undefined ? nowMs : toMs(to);
  const start = from === undefined ? Math.max(0, end - DEFAULT_SPAN_MS) : toMs(from);
  if (start >= end) {
    throw new Problem("invalid_parameter", "query parameter from must be before to", { field: "from" });
  }
  const chosen = interval ?? (end - start <= HOURLY_MS ? "hour" : "day");
  const step = INTERVAL_MS[chosen];
  const frame = { fromMs: Math.floor(start / step) * step, toMs: Math.ceil(end / step) * step, interval: chosen };
  if ((frame.toMs - frame.fromMs) / step > MAX_ANALYTICS_POINTS) {
    const message = `query parameter from must be at most ${MAX_ANALYTICS_POINTS} intervals before to, by ${chosen}`;
    throw new Problem("invalid_parameter", message, { field: "from" });
  }
  return frame;
}

function toMs(text: string): number {
  return Number(parseInstant(text)! / 1_000_000n);
}
