/** Numbers over many sessions: what was spent, on what, how fast it was and how it ended. */
import type { AnalyticsBody, SessionItem } from "@rootspan/model/rest";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type CSSProperties, type ReactNode, useMemo } from "react";
import { analyticsQuery } from "../api/queries.ts";
import { useTitle } from "../app/use-title.ts";
import { formatCount, formatPlural, formatShare } from "../format/count.ts";
import { formatDuration } from "../format/duration.ts";
import { formatMoney } from "../format/money.ts";
import { stateOf } from "../sessions/session-columns.tsx";
import type { Facet } from "../sessions/session-search.ts";
import { Button } from "../ui/button.tsx";
import controls from "../ui/controls.module.css";
import { Count, Duration, Money } from "../ui/exact.tsx";
import { Bone, Fault } from "../ui/notice.tsx";
import { State } from "../ui/state.tsx";
import { Line } from "../ui/text.tsx";
import styles from "./analytics-page.module.css";
import { type AnalyticsSearch, type Group, GROUPS } from "./analytics-search.ts";
import { Chart } from "./chart.tsx";
import { largest, type Series } from "./stack.ts";

const route = getRouteApi("/analytics");

const TIMES = [
  ["24h", "Last 24 hours"],
  ["3d", "Last 3 days"],
  ["", "Last 7 days"],
  ["30d", "Last 30 days"],
  ["90d", "Last 90 days"],
] as const;

const FACET_OF: Readonly<Record<Group, Facet>> = { model: "model", agent: "agent", service: "service", tag: "any_tag" };
const MOST_GROUPS = 6;
const PALETTE = ["llm", "agent", "tool", "action", "embedding", "retrieval"].map((kind) => `var(--of-${kind})`);
const STATE_COLOURS = ["var(--of-success)", "var(--of-failure)", "var(--of-unsure)", "var(--of-action)"];
const TOKEN_COLOURS = [PALETTE[3]!, PALETTE[0]!];
const LATENCY_COLOURS = [PALETTE[1]!, PALETTE[2]!, "var(--of-failure)"];

export function AnalyticsPage(): ReactNode {
  useTitle("Analytics");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery(analyticsQuery(search));
  const setSearch = (next: AnalyticsSearch): void => void navigate({ search: next, replace: true });
  const setRange = (fromMs: number, toMs: number): void =>
    setSearch({ ...search, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() });
  if (error !== null && data === undefined) return <Fault error={error} onRetry={() => void refetch()} />;
  return (
    <div className={styles.page}>
      <h1 className="aside">Analytics</h1>
      <Tools search={search} onSearch={setSearch} />
      <div className={styles.content}>
        {data === undefined ? <Bone width={60} /> : <Numbers data={data} search={search} onRange={setRange} />}
      </div>
    </div>
  );
}

function Tools({
  search,
  onSearch,
}: {
  search: AnalyticsSearch;
  onSearch: (search: AnalyticsSearch) => void;
}): ReactNode {
  const isOwnTime = search.to !== undefined || TIMES.every(([value]) => value !== (search.from ?? ""));
  const { group: _group, from: _from, to: _to, ...filters } = search;
  return (
    <div className={styles.tools}>
      <select
        className={controls.field}
        aria-label="Time"
        value={isOwnTime ? "own" : (search.from ?? "")}
        onChange={({ target }) => {
          const { from: _before, to: _until, ...rest } = search;
          onSearch(target.value === "" ? rest : { ...rest, from: target.value });
        }}
      >
        {isOwnTime && <option value="own">{`${toDay(search.from)} – ${toDay(search.to) || "now"}`}</option>}
        {TIMES.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
      <select
        className={controls.field}
        aria-label="Tell apart"
        value={search.group ?? "model"}
        onChange={({ target }) => onSearch({ ...search, group: target.value as Group })}
      >
        {GROUPS.map((group) => (
          <option key={group} value={group}>
            By {group}
          </option>
        ))}
      </select>
      {Object.entries(filters).map(([name, value]) => (
        <Button key={name} icon="close" onClick={() => onSearch({ ...search, [name]: undefined })}>
          {name}: <Line text={String(value)} maxLength={60} />
        </Button>
      ))}
      {isOwnTime && (
        <Button
          look="plain"
          onClick={() => {
            const { from: _before, to: _until, ...rest } = search;
            onSearch(rest);
          }}
        >
          Whole week
        </Button>
      )}
    </div>
  );
}

interface NumbersProps {
  readonly data: AnalyticsBody;
  readonly search: AnalyticsSearch;
  readonly onRange: (fromMs: number, toMs: number) => void;
}

function Numbers({ data, search, onRange }: NumbersProps): ReactNode {
  const { totals, interval } = data;
  const charts = useMemo(() => toCharts(data), [data]);
  const finished = totals.sessions - totals.states.Running;
  const common = { note: `by ${interval}`, times: charts.times, onRange };
  return (
    <>
      {!data.complete && <p role="status">Of the newest sessions: to sum up all of them takes too long.</p>}
      <dl className={styles.cards}>
        <Card name="Sessions">
          <Count value={totals.sessions} />
        </Card>
        <Card name="Succeeded">
          {finished === 0 ? "–" : formatShare(totals.states.Success / finished)}{" "}
          <small>{formatCount(totals.states.Failure)} failed</small>
        </Card>
        <Card name="Cost">
          <Money usd={totals.cost} unpriced={totals.unpriced_calls} />
        </Card>
        <Card name="Tokens">
          <Count value={totals.tokens.total} />
        </Card>
        <Card name="LLM calls">
          <Count value={totals.calls} />{" "}
          <small>{totals.calls === 0 ? "" : `${formatShare(totals.failed_calls / totals.calls)} failed`}</small>
        </Card>
        <Card name="Latency, 95th of 100">
          {totals.latency_ms === null ? "–" : <Duration ms={totals.latency_ms.p95} />}
        </Card>
      </dl>
      <div className={styles.charts}>
        <Chart {...common} title="Cost" series={charts.cost} colours={PALETTE} look="bars" format={formatMoney} />
        <Chart
          {...common}
          title="Sessions by end"
          series={charts.states}
          colours={STATE_COLOURS}
          look="bars"
          format={formatCount}
        />
        <Chart
          {...common}
          title="Tokens"
          series={charts.tokens}
          colours={TOKEN_COLOURS}
          look="bars"
          format={formatCount}
        />
        <Chart
          {...common}
          title="Latency of LLM calls"
          series={charts.latency}
          colours={LATENCY_COLOURS}
          look="lines"
          format={formatDuration}
        />
      </div>
      <Groups data={data} search={search} />
      <div className={styles.charts}>
        <Ranking title="Dearest sessions" sessions={data.dearest} />
        <Ranking title="Slowest sessions" sessions={data.slowest} />
      </div>
    </>
  );
}

function Groups({ data, search }: { data: AnalyticsBody; search: AnalyticsSearch }): ReactNode {
  const group = search.group ?? "model";
  const most = Math.max(...data.groups.map(({ cost }) => cost ?? 0), Number.MIN_VALUE);
  const { group: _group, ...filters } = search;
  return (
    <section className={styles.panel} tabIndex={0} aria-label={`By ${group}`}>
      <h2>By {group}</h2>
      <table>
        <thead>
          <tr>
            {[group, "Cost", "Calls", "Failed", "Tokens", "p50", "p95", "p99", "Sessions"].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.groups.map(({ name, cost, calls, failed_calls, unpriced_calls, tokens, latency_ms, sessions }) => (
            <tr key={name}>
              <td>
                {name === "" ? (
                  "(none)"
                ) : (
                  <Link to="/" search={{ ...filters, [FACET_OF[group]]: [name] }}>
                    <Line text={name} maxLength={80} />
                  </Link>
                )}
              </td>
              <td>
                <Money usd={cost} unpriced={unpriced_calls} />
                <span
                  className={styles.share}
                  style={{ "--part": `${((cost ?? 0) / most) * 100}%` } as CSSProperties}
                />
              </td>
              <td>
                <Count value={calls} />
              </td>
              <td className="number">{calls === 0 ? "–" : formatShare(failed_calls / calls)}</td>
              <td>
                <Count value={tokens.total} />
              </td>
              {(["p50", "p95", "p99"] as const).map((percentile) => (
                <td key={percentile}>{latency_ms === null ? "–" : <Duration ms={latency_ms[percentile]} />}</td>
              ))}
              <td>
                <Count value={sessions} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Ranking({ title, sessions }: { title: string; sessions: readonly SessionItem[] }): ReactNode {
  return (
    <section className={`${styles.panel} ${styles.ranking}`} tabIndex={0} aria-label={title}>
      <h2>{title}</h2>
      <table>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.id}>
              <td>
                <Link to="/sessions/$sessionId" params={{ sessionId: session.id }}>
                  <Line text={session.name ?? session.id} maxLength={80} />
                </Link>
              </td>
              <td>
                <State state={stateOf(session)} />
              </td>
              <td>
                <Money usd={session.cost} unpriced={session.unpriced_calls} />
              </td>
              <td>
                <Duration ms={session.duration_ms} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {sessions.length === 0 && `${formatPlural(0, "session")} in this time.`}
    </section>
  );
}

function Card({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <div className={styles.card}>
      <dt>{name}</dt>
      <dd className="number">{children}</dd>
    </div>
  );
}

interface Charts {
  readonly times: readonly number[];
  readonly cost: readonly Series[];
  readonly states: readonly Series[];
  readonly tokens: readonly Series[];
  readonly latency: readonly Series[];
}

function toCharts({ series, groups }: AnalyticsBody): Charts {
  const of = (label: string, read: (point: AnalyticsBody["series"][number]) => number | null): Series => ({
    label,
    values: series.map(read),
  });
  const byGroup = groups.map((group): Series => ({
    label: group.name || "(none)",
    values: group.series.map(({ cost }) => cost),
  }));
  const cost = largest(byGroup, MOST_GROUPS, "all others");
  return {
    times: series.map(({ start }) => Date.parse(start) / 1_000),
    cost: cost.length > 0 ? cost : [of("Cost", (point) => point.cost)],
    states: (["Success", "Failure", "Indeterminate", "Running"] as const).map((state) =>
      of(state, (point) => point.states[state]),
    ),
    tokens: [of("Input", (point) => point.tokens.input), of("Output", (point) => point.tokens.output)],
    latency: (["p50", "p95", "p99"] as const).map((percentile) =>
      of(percentile, (point) => point.latency_ms?.[percentile] ?? null),
    ),
  };
}

function toDay(text: string | undefined): string {
  if (text === undefined || Number.isNaN(Date.parse(text))) return text ?? "";
  return new Date(text).toLocaleString("en-US", {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}
