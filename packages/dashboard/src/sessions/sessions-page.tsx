/** All sessions of the project: found, sorted, followed while they run. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { aboutSessionsQuery, sessionsQuery } from "../api/queries.ts";
import { useSetting } from "../app/page-settings.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { useTitle } from "../app/use-title.ts";
import { formatAtLeast, formatPlural } from "../format/count.ts";
import { Button } from "../ui/button.tsx";
import { Fault, Notice } from "../ui/notice.tsx";
import { EmptySessions } from "./empty-sessions.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { allThatMatch, NOTHING } from "./selection.ts";
import { SelectionBar } from "./selection-bar.tsx";
import { SessionFilters } from "./session-filters.tsx";
import { isNarrowed, type SessionSearch } from "./session-search.ts";
import { SessionTable } from "./session-table.tsx";
import { SessionTools } from "./session-tools.tsx";
import styles from "./sessions-page.module.css";
import { useLiveList } from "./use-live-list.ts";

const route = getRouteApi("/");
/** Narrower windows show the filters when they are asked for. */
const WIDE = matchMedia("(min-width: 821px)");

export function SessionsPage(): ReactNode {
  useTitle("Sessions");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const searchRef = useRef<HTMLInputElement>(null);
  const [selection, setSelection] = useState(NOTHING);
  const [filters, setFilters] = useSetting("filters");
  const areFiltersShown = filters === undefined ? WIDE.matches : filters === "shown";
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    sessionsQuery(search),
  );
  const about = useQuery(aboutSessionsQuery(search));
  const sessions = useMemo(() => data?.pages.flatMap((page) => page.sessions) ?? [], [data]);
  useLiveList(search, data?.pages[0]?.sequence);
  const setSearch = useCallback(
    (next: SessionSearch): void => {
      // What was selected by a filter would be something else by another one.
      setSelection(({ ids, all }) => (all === undefined ? { ids } : NOTHING));
      void navigate({ search: next, replace: true });
    },
    [navigate],
  );
  const loadMore = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [isFetchingNextPage, fetchNextPage]);
  // The server looks for a moment, and goes on from there.
  const isLooking = isPending || (sessions.length === 0 && hasNextPage && error === null);
  useEffect(() => {
    if (isLooking && hasNextPage) loadMore();
  }, [isLooking, hasNextPage, loadMore]);
  const toggleFilters = (): void => setFilters(areFiltersShown ? "hidden" : "shown");
  useShortcuts([
    { key: "/", does: "Find sessions", run: () => searchRef.current?.focus() },
    { key: "f", does: "Show or hide filters", run: toggleFilters },
  ]);

  if (error !== null && data === undefined) return <Fault error={error} onRetry={() => void refetch()} />;
  if (!isPending && sessions.length === 0 && !isNarrowed(search)) return <EmptySessions />;
  const count = Math.max(about.data?.count ?? 0, sessions.length);
  const isCounted = about.data === undefined ? !hasNextPage : about.data.count_complete !== false;
  const counted = isCounted ? formatPlural(count, "session") : formatAtLeast(count, "session");
  const found = data?.pages[0]?.search;
  return (
    <div className={styles.page}>
      <h1 className="aside">Sessions</h1>
      <FilterBar>
        <SessionTools
          search={search}
          onSearch={setSearch}
          searchRef={searchRef}
          areFiltersShown={areFiltersShown}
          onFilters={toggleFilters}
        />
        <span className={`number ${styles.count}`} role="status">
          {isLooking ? "" : counted}
        </span>
        {found?.complete === false && (
          <span className={styles.count} role="status">
            {found.waiting_appends > 0 ? "search has not caught up yet" : "of so common a word, the newest are found"}
          </span>
        )}
      </FilterBar>
      {selection.ids.size > 0 && (
        <SelectionBar
          selection={selection}
          count={isCounted ? about.data?.count : undefined}
          isMore={hasNextPage && sessions.every(({ id }) => selection.ids.has(id))}
          onAll={() => setSelection(allThatMatch(selection.ids, search))}
          onClear={() => setSelection(NOTHING)}
        />
      )}
      <div className={styles.body}>
        {areFiltersShown && (
          <SessionFilters
            search={search}
            facets={about.data?.facets}
            areFacetsComplete={about.data?.facets_complete !== false}
            onSearch={setSearch}
          />
        )}
        <div className={styles.list}>
          {!isLooking && sessions.length === 0 ? (
            <Notice
              title="No session matches"
              actions={<Button onClick={() => setSearch({})}>Clear all filters</Button>}
            >
              Take a filter away, or look at a longer time.
            </Notice>
          ) : (
            <SessionTable
              sessions={sessions}
              isLoading={isLooking}
              hasMore={hasNextPage}
              search={search}
              selected={selection.ids}
              onSelect={(ids) => setSelection({ ids })}
              onSearch={setSearch}
              onEnd={loadMore}
            />
          )}
        </div>
      </div>
    </div>
  );
}
