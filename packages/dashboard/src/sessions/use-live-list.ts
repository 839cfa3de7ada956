/** Keeps a list as it is at the server, while it is shown. */
import type { ProjectLiveEvent } from "@rootspan/model/rest";
import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { follow } from "../api/live.ts";
import { aboutSessionsQuery, sessionsQuery } from "../api/queries.ts";
import { applyEvents, type LoadedPages } from "./live-list.ts";
import { type SessionSearch, toFilterQuery } from "./session-search.ts";

/** Counts follow at this pace, however much happens. */
const COUNT_AGAIN_MS = 2_000;

/** @param sequence what the list knows of; undefined while it is on its way */
export function useLiveList(search: SessionSearch, sequence: number | undefined): void {
  const queries = useQueryClient();
  const filter = String(toFilterQuery(search));
  useEffect(() => {
    if (sequence === undefined) return;
    const isNewestFirst = search.sort === undefined;
    // Those that are shown: of a time that is so long ago, the keys change as time goes on.
    const { queryKey } = sessionsQuery(search);
    const { queryKey: countKey } = aboutSessionsQuery(search);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const countAgain = (): void => {
      timer = undefined;
      void queries.invalidateQueries({ queryKey: countKey });
      // In another order, a change may move a session to a page that is not loaded.
      if (!isNewestFirst) void queries.invalidateQueries({ queryKey });
    };
    const end = follow<ProjectLiveEvent>(`v2/live?${filter}&since=${sequence}`, ["session", "gone"], (events) => {
      queries.setQueryData<InfiniteData<LoadedPages["pages"][number], string | null>>(
        queryKey,
        (loaded) => loaded && applyEvents(loaded, events, isNewestFirst),
      );
      timer ??= setTimeout(countAgain, COUNT_AGAIN_MS);
    });
    return () => {
      clearTimeout(timer);
      end();
    };
    // The sequence only says where to begin.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [queries, filter, search.sort, sequence === undefined]);
}
