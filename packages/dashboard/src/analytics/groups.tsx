/** Cost, calls, tokens and latency of each model, agent, service or tag. */
import type { AnalyticsBody } from "@rootspan/model/rest";
import { Link } from "@tanstack/react-router";
import type { CSSProperties, ReactNode } from "react";
import { formatShare } from "../format/count.ts";
import type { Facet } from "../sessions/session-search.ts";
import { Count, Duration, Money } from "../ui/exact.tsx";
import { Line } from "../ui/text.tsx";
import styles from "./analytics-page.module.css";
import { type AnalyticsSearch, type Group, toSessions } from "./analytics-search.ts";

const FACET_OF: Readonly<Record<Group, Facet>> = { model: "model", agent: "agent", service: "service", tag: "any_tag" };

export function Groups({ data, search }: { data: AnalyticsBody; search: AnalyticsSearch }): ReactNode {
  const group = search.group ?? "model";
  const most = Math.max(...data.groups.map(({ cost }) => cost ?? 0), Number.MIN_VALUE);
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
                  <Link to="/" search={{ ...toSessions(search), [FACET_OF[group]]: [name] }}>
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
      {data.groups.length === 0 && <p className={styles.none}>No model was called in this time.</p>}
    </section>
  );
}
