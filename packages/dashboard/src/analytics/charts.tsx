/** The numbers over time. */
import type { AnalyticsBody } from "@rootspan/model/rest";
import { type ReactNode, useMemo } from "react";
import { formatCount, formatShare } from "../format/count.ts";
import { formatDuration } from "../format/duration.ts";
import { formatMoney } from "../format/money.ts";
import styles from "./analytics-page.module.css";
import { Chart } from "./chart.tsx";
import { toSeries } from "./to-series.ts";

const PALETTE = ["llm", "agent", "tool", "action", "embedding", "retrieval"].map((kind) => `var(--of-${kind})`);
const STATE_COLOURS = ["var(--of-success)", "var(--of-failure)", "var(--of-unsure)", "var(--of-action)"];
const TOKEN_COLOURS = [PALETTE[3]!, PALETTE[0]!];
const LATENCY_COLOURS = [PALETTE[1]!, PALETTE[2]!, "var(--of-failure)"];
const FAILURE_COLOURS = ["var(--of-failure)", PALETTE[2]!];

export interface ChartsProps {
  readonly data: AnalyticsBody;
  readonly onRange: (fromMs: number, toMs: number) => void;
}

export function Charts({ data, onRange }: ChartsProps): ReactNode {
  const { times, cost, states, tokens, latency, latencyByGroup, failures } = useMemo(() => toSeries(data), [data]);
  const common = { note: `by ${data.interval}`, times, onRange };
  return (
    <div className={styles.charts}>
      <Chart {...common} title="Cost" series={cost} colours={PALETTE} look="bars" format={formatMoney} />
      <Chart
        {...common}
        title="Sessions by end"
        series={states}
        colours={STATE_COLOURS}
        look="bars"
        format={formatCount}
      />
      <Chart {...common} title="Tokens" series={tokens} colours={TOKEN_COLOURS} look="bars" format={formatCount} />
      <Chart
        {...common}
        title="Share that failed"
        series={failures}
        colours={FAILURE_COLOURS}
        look="lines"
        format={formatShare}
      />
      <Chart
        {...common}
        title="Latency of LLM calls"
        series={latency}
        colours={LATENCY_COLOURS}
        look="lines"
        format={formatDuration}
      />
      <Chart
        {...common}
        title={`Latency by ${data.group_by ?? "model"}, 95th of 100`}
        series={latencyByGroup}
        colours={PALETTE}
        look="lines"
        format={formatDuration}
      />
    </div>
  );
}
