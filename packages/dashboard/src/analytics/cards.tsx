/** The few numbers that sum up all. */
import type { AnalyticsBody } from "@rootspan/model/rest";
import type { ReactNode } from "react";
import { formatCount, formatShare } from "../format/count.ts";
import { Count, Duration, Money } from "../ui/exact.tsx";
import styles from "./analytics-page.module.css";

export function Cards({ data: { totals } }: { data: AnalyticsBody }): ReactNode {
  const finished = totals.sessions - totals.states.Running;
  return (
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
