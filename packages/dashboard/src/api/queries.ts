/** What is asked of the server, and for how long an answer is taken as it is. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { toListQuery, type SessionSearch } from "../sessions/session-search.ts";
import type { ProjectItem, SessionExport, SessionItem, SessionList } from "@rootspan/model/rest";
import { getJson } from "./request.ts";

const PAGE_SIZE = 100;
const REFRESH_MS = 2_000;

export const projectQuery = queryOptions({
  queryKey: ["project"],
  queryFn: ({ signal }) => getJson<ProjectItem>("v2/project", signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const sessionsQuery = (search: SessionSearch) =>
  infiniteQueryOptions({
    queryKey: ["sessions", toListQuery(search).toString()],
    queryFn: ({ pageParam, signal }) => {
      const query = toListQuery(search);
      query.set("limit", String(PAGE_SIZE));
      if (pageParam !== null) query.set("cursor", pageParam);
      return getJson<SessionList>(`v2/sessions?${query}`, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });

export const sessionQuery = (id: string) =>
  queryOptions({
    queryKey: ["session", id],
    queryFn: ({ signal }) => getJson<SessionItem>(`v2/sessions/${encodeURIComponent(id)}`, signal),
    refetchInterval: ({ state }) => (state.data?.running === true ? REFRESH_MS : false),
  });

export const exportQuery = (id: string) =>
  queryOptions({
    queryKey: ["session", id, "export"],
    queryFn: ({ signal }) => getJson<SessionExport>(`v2/sessions/${encodeURIComponent(id)}/export`, signal),
    refetchInterval: ({ state }) => (state.data?.stats.running === true ? REFRESH_MS : false),
  });

/** One span with all that is on it. */
export const spanQuery = (sessionId: string, spanId: string) =>
  queryOptions({ ...exportQuery(sessionId), select: ({ spans }) => spans.find((span) => span.span_id === spanId) });
