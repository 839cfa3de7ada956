/** All sessions of the project: found, sorted, followed while they run. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { sessionsQuery } from "../api/queries.ts";
import { useTitle } from "../app/use-title.ts";
import { formatPlural } from "../format/count.ts";
import { Button } from "../ui/button.tsx";
import { Fault, Notice } from "../ui/notice.tsx";
import { EmptySessions } from "./empty-sessions.tsx";
import { isNarrowed, type SessionSearch } from "./session-search.ts";
import { SessionTable } from "./session-table.tsx";
import styles from "./sessions-page.module.css";

const route = getRouteApi("/");

export function SessionsPage(): ReactNode {
  useTitle("Sessions");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    sessionsQuery(search),
  );
  const sessions = useMemo(() => data?.pages.flatMap((page) => page.sessions) ?? [], [data]);
  const setSearch = (next: SessionSearch): void => void navigate({ search: next, replace: true });
  const loadMore = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [isFetchingNextPage, fetchNextPage]);

  if (error !== null && data === undefined) return <Fault error={error} onRetry={() => void refetch()} />;
  if (!isPending && sessions.length === 0 && !isNarrowed(search)) return <EmptySessions />;
  return (
    <div className={styles.page}>
      <h1 className="aside">Sessions</h1>
      <div className={styles.tools}>
        <span className={`number ${styles.count}`} role="status">
          {formatPlural(sessions.length, "session")}
          {hasNextPage && " loaded"}
        </span>
      </div>
      <div className={styles.list}>
        {!isPending && sessions.length === 0 ? (
          <Notice title="No session matches" actions={<Button onClick={() => setSearch({})}>Clear all filters</Button>}>
            Take a filter away, or look at a longer time.
          </Notice>
        ) : (
          <SessionTable
            sessions={sessions}
            isLoading={isPending}
            hasMore={hasNextPage}
            search={search}
            selected={selected}
            onSelect={setSelected}
            onSearch={setSearch}
            onEnd={loadMore}
          />
        )}
      </div>
    </div>
  );
}
