/** Numbers over many sessions: what was spent, on what, how fast it was and how it ended. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { aboutSessionsQuery, analyticsQuery } from "../api/queries.ts";
import { useSetting } from "../app/page-settings.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { useTitle } from "../app/use-title.ts";
import { SessionFilters } from "../sessions/session-filters.tsx";
import { Bone, Fault } from "../ui/notice.tsx";
import styles from "./analytics-page.module.css";
import { type AnalyticsSearch, toSessions } from "./analytics-search.ts";
import { AnalyticsTools } from "./analytics-tools.tsx";
import { Cards } from "./cards.tsx";
import { Charts } from "./charts.tsx";
import { Groups } from "./groups.tsx";
import { Ranking } from "./ranking.tsx";
import { useLiveAnalytics } from "./use-live-analytics.ts";

const route = getRouteApi("/analytics");

export function AnalyticsPage(): ReactNode {
  useTitle("Analytics");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [filters, setFilters] = useSetting("analytics-filters");
  const areFiltersShown = filters === "shown";
  const toggleFilters = (): void => setFilters(areFiltersShown ? undefined : "shown");
  const { data, error, isPlaceholderData, refetch } = useQuery(analyticsQuery(search));
  const sessions = useMemo(() => toSessions(search), [search]);
  const about = useQuery({ ...aboutSessionsQuery(sessions), enabled: areFiltersShown });
  useLiveAnalytics(search);
  const setSearch = (next: AnalyticsSearch): void => void navigate({ search: next, replace: true });
  // The time before is one step back in the browser.
  const setRange = (fromMs: number, toMs: number): void =>
    void navigate({ search: { ...search, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() } });
  useShortcuts([{ key: "f", does: "Show or hide filters", run: toggleFilters }]);
  if (error !== null && data === undefined) return <Fault error={error} onRetry={() => void refetch()} />;
  return (
    <div className={styles.page}>
      <h1 className="aside">Analytics</h1>
      <AnalyticsTools
        search={search}
        onSearch={setSearch}
        areFiltersShown={areFiltersShown}
        onFilters={toggleFilters}
      />
      <div className={styles.body}>
        {areFiltersShown && (
          <SessionFilters
            search={search}
            facets={about.data?.facets}
            areFacetsComplete={about.data?.facets_complete !== false}
            onSearch={(next) => setSearch({ ...next, ...(search.group !== undefined && { group: search.group }) })}
          />
        )}
        <div className={styles.scroll}>
          <div className={styles.content} aria-busy={isPlaceholderData}>
            {data === undefined ? (
              <Bone width={60} />
            ) : (
              <>
                {!data.complete && <p role="status">Of the newest sessions: to sum up all of them takes too long.</p>}
                <Cards data={data} />
                <Charts data={data} onRange={setRange} />
                <Groups data={data} search={search} />
                <div className={styles.charts}>
                  <Ranking title="Dearest sessions" sessions={data.dearest} />
                  <Ranking title="Slowest sessions" sessions={data.slowest} />
                </div>
              </>
            )}
          </div>
        </div>
      </div>
    </div>
  );
}
