/** Keeps the numbers as they are at the server, while they are shown. */
import type { ProjectLiveEvent } from "@rootspan/model/rest";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { follow } from "../api/live.ts";
import { analyticsQuery } from "../api/queries.ts";
import { toFilterQuery } from "../sessions/session-search.ts";
import type { AnalyticsSearch } from "./analytics-search.ts";

/** However much happens: to sum up a project takes the server longer than to list it. */
const SUM_AGAIN_MS = 4_000;

export function useLiveAnalytics(search: AnalyticsSearch): void {
  const queries = useQueryClient();
  const filter = String(toFilterQuery(search));
  useEffect(() => {
    const { queryKey } = analyticsQuery(search);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const sumAgain = (): void => {
      timer = undefined;
      void queries.invalidateQueries({ queryKey });
    };
    const end = follow<ProjectLiveEvent>(`v2/live?${filter}`, ["session", "gone"], () => {
      timer ??= setTimeout(sumAgain, SUM_AGAIN_MS);
    });
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [queries, filter, search]);
}
