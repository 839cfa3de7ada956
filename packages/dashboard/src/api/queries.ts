/** What is asked of the server, and for how long an answer is taken as it is. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type AnalyticsSearch, toAnalyticsQuery } from "../analytics/analytics-search.ts";
import type {
  AnalyticsBody,
  ArtifactList,
  ExportedSpan,
  ProjectItem,
  SessionDetail,
  SessionList,
  SessionProcessList,
  SessionStats,
  SpanItem,
  SpanList,
} from "@rootspan/model/rest";
import { type SessionSearch, toFilterQuery, toSortQuery } from "../sessions/session-search.ts";
import { getJson } from "./request.ts";

/** The first page comes soonest; who goes on wants to go far, as far as the server answers at once. */
const FIRST_PAGE_SIZE = 100;
const PAGE_SIZE = 500;
const SPANS_AT_ONCE = 5_000;
const SPANS_KEPT_MS = 60_000;

/** Below it lies everything of one session. */
export const sessionKey = (id: string): readonly string[] => ["session", id];

export const projectQuery = queryOptions({
  queryKey: ["project"],
  queryFn: ({ signal }) => getJson<ProjectItem>("v2/project", signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const sessionsQuery = (search: SessionSearch) =>
  infiniteQueryOptions({
    queryKey: ["sessions", String(toFilterQuery(search)), String(toSortQuery(search))],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams([
        ...toFilterQuery(search),
        ...toSortQuery(search),
        ["limit", String(pageParam === null ? FIRST_PAGE_SIZE : PAGE_SIZE)],
      ]);
      if (pageParam !== null) query.set("cursor", pageParam);
      return getJson<SessionList>(`v2/sessions?${query}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: keepPreviousData,
  });

/** How many sessions there are, and what else they could be filtered by: asked apart, because lists come first. */
export const aboutSessionsQuery = (search: SessionSearch) =>
  queryOptions({
    queryKey: ["about-sessions", String(toFilterQuery(search))],
    queryFn: ({ signal }) =>
      getJson<SessionList>(`v2/sessions?${toFilterQuery(search)}&limit=1&count=true&facets=true`, signal),
    placeholderData: keepPreviousData,
  });

export const sessionQuery = (id: string) =>
  queryOptions({
    queryKey: [...sessionKey(id), "detail"],
    queryFn: ({ signal }) => getJson<SessionDetail>(addressOf(id), signal),
  });

export const statsQuery = (id: string) =>
  queryOptions({
    queryKey: [...sessionKey(id), "stats"],
    queryFn: ({ signal }) => getJson<SessionStats>(`${addressOf(id)}/stats`, signal),
  });

export interface KnownSpans {
  readonly spans: readonly SpanItem[];
  /** What came after it is not among them. */
  readonly sequence: number;
}

/** All spans without their content; asked again, only what has come since. */
export const spansQuery = (id: string) =>
  queryOptions({
    queryKey: [...sessionKey(id), "spans"],
    queryFn: async ({ signal, client, queryKey }): Promise<KnownSpans> => {
      const known = client.getQueryData<KnownSpans>(queryKey);
      const since = known === undefined ? "" : `&since=${known.sequence}`;
      const spans = new Map(known?.spans.map((span) => [span.trace_id + span.span_id, span]));
      let cursor: string | null = null;
      let sequence: number | undefined;
      do {
        const after: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
        const path = `${addressOf(id)}/spans?include=facts&limit=${SPANS_AT_ONCE}${since}${after}`;
        const page: SpanList = await getJson<SpanList>(path, signal);
        for (const span of page.spans) spans.set(span.trace_id + span.span_id, span);
        sequence ??= page.sequence;
        cursor = page.next_cursor;
      } while (cursor !== null);
      return { spans: [...spans.values()], sequence };
    },
  });

export const processesQuery = (id: string) =>
  queryOptions({
    queryKey: [...sessionKey(id), "processes"],
    queryFn: ({ signal }) => getJson<SessionProcessList>(`${addressOf(id)}/processes`, signal),
  });

export const artifactsQuery = (id: string) =>
  queryOptions({
    queryKey: [...sessionKey(id), "artifacts"],
    queryFn: ({ signal }) => getJson<ArtifactList>(`${addressOf(id)}/artifacts`, signal),
  });

/** One span with all that is on it: what is stored does not change. */
export const spanQuery = (sessionId: string, spanId: string) =>
  queryOptions({
    queryKey: ["span", sessionId, spanId],
    queryFn: ({ signal }) => getJson<ExportedSpan>(`${addressOf(sessionId)}/spans/${spanId}`, signal),
    staleTime: SPANS_KEPT_MS,
    // Those that were scrolled past are let go: together they may be larger than a page may be.
    gcTime: SPANS_KEPT_MS,
  });

export const analyticsQuery = (search: AnalyticsSearch) =>
  queryOptions({
    queryKey: ["analytics", String(toAnalyticsQuery(search))],
    queryFn: ({ signal }) => getJson<AnalyticsBody>(`v2/analytics?${toAnalyticsQuery(search)}`, signal),
    placeholderData: keepPreviousData,
  });

export function addressOf(sessionId: string): string {
  return `v2/sessions/${encodeURIComponent(sessionId)}`;
}
