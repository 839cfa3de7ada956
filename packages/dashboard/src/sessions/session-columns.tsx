/** The columns of the list: what each shows, how wide it is, and what it is sorted by. */
import type { ReactNode } from "react";
import type { SessionItem } from "@rootspan/model/rest";
import { formatCount, formatExactCount } from "../format/count.ts";
import { formatDuration, formatExactDuration } from "../format/duration.ts";
import { formatAgo, formatMoment } from "../format/moment.ts";
import { formatExactMoney, formatMoney } from "../format/money.ts";
import { toVisibleLine } from "../format/visible-text.ts";
import { State } from "../ui/state.tsx";
import { Tag } from "../ui/tag.tsx";
import { Line } from "../ui/text.tsx";
import type { SortKey } from "./session-search.ts";
import styles from "./session-table.module.css";

/** What stands in a cell is one element where it can be: a list that is scrolled makes cells all the time. */
export interface SessionColumn {
  readonly id: string;
  readonly title: string;
  /** As CSS grid has it. */
  readonly width: string;
  readonly isNumber?: true;
  readonly sort?: SortKey;
  cell(session: SessionItem, nowMs: number): ReactNode;
  /** Shown on hover: what the cell says in short. */
  exact?(session: SessionItem): string;
}

const MAX_TAGS = 2;

export const SESSION_COLUMNS: readonly SessionColumn[] = [
  {
    id: "state",
    title: "State",
    width: "118px",
    cell: (session) => <State state={stateOf(session)} />,
    exact: ({ end_state_reason }) => toVisibleLine(end_state_reason ?? ""),
  },
  {
    id: "name",
    title: "Session",
    width: "minmax(250px, 4fr)",
    cell: ({ name, id, tags, end_state_reason: reason }) => (
      <>
        <Line text={name ?? id} fits={20} className={name === null ? styles.unnamed : styles.title} />
        {tags.slice(0, MAX_TAGS).map((tag) => (
          <Tag key={tag} text={tag} />
        ))}
        {tags.length > MAX_TAGS && (
          <span className={styles.more} title={toVisibleLine(tags.slice(MAX_TAGS).join(", "))}>
            +{tags.length - MAX_TAGS}
          </span>
        )}
        {reason !== null && <Line text={reason} fits={8} className={styles.reason} title={toVisibleLine(reason)} />}
      </>
    ),
  },
  {
    id: "start",
    title: "Started",
    width: "90px",
    sort: "start",
    cell: ({ start_time }, nowMs) => formatAgo(Date.parse(start_time), nowMs),
    exact: ({ start_time }) => formatMoment(Date.parse(start_time)),
  },
  {
    id: "duration",
    title: "Duration",
    width: "80px",
    isNumber: true,
    sort: "duration",
    cell: ({ duration_ms }) => formatDuration(duration_ms),
    exact: ({ duration_ms }) => formatExactDuration(duration_ms),
  },
  {
    id: "cost",
    title: "Cost",
    width: "82px",
    isNumber: true,
    sort: "cost",
    cell: ({ cost, unpriced_calls }) => formatMoney(cost, unpriced_calls),
    exact: ({ cost, unpriced_calls }) => formatExactMoney(cost, unpriced_calls),
  },
  {
    id: "tokens",
    title: "Tokens",
    width: "68px",
    isNumber: true,
    sort: "tokens",
    cell: ({ tokens }) => formatCount(tokens.total),
    exact: ({ tokens }) => `${formatExactCount(tokens.input)} in, ${formatExactCount(tokens.output)} out`,
  },
  {
    id: "llm",
    title: "LLM",
    width: "50px",
    isNumber: true,
    sort: "llm_calls",
    cell: ({ counts }) => quiet(counts.llm),
    exact: ({ counts }) => formatExactCount(counts.llm),
  },
  {
    id: "tool",
    title: "Tools",
    width: "56px",
    isNumber: true,
    cell: ({ counts }) => quiet(counts.tool),
    exact: ({ counts }) => formatExactCount(counts.tool),
  },
  {
    id: "errors",
    title: "Errors",
    width: "62px",
    isNumber: true,
    sort: "errors",
    cell: ({ errors }) => (errors === 0 ? quiet(errors) : <span className={styles.errors}>{formatCount(errors)}</span>),
    exact: ({ errors }) => formatExactCount(errors),
  },
  {
    id: "models",
    title: "Models",
    width: "minmax(142px, 1.2fr)",
    cell: ({ models }) => firstOf(models),
    exact: ({ models }) => toVisibleLine(models.join(", ")),
  },
  {
    id: "services",
    title: "Service",
    width: "minmax(96px, 0.8fr)",
    cell: ({ services }) => firstOf(services),
    exact: ({ services }) => toVisibleLine(services.join(", ")),
  },
];

export function stateOf({ running, end_state }: Pick<SessionItem, "running" | "end_state">): string {
  return running ? "Running" : (end_state ?? "Indeterminate");
}

function firstOf(names: readonly string[]): ReactNode {
  const [first, ...others] = names;
  if (first === undefined) return <span className={styles.faint}>–</span>;
  return (
    <>
      <Line text={first || "(no name)"} fits={9} className={styles.first} />
      {others.length > 0 && <span className={styles.faint}>+{others.length}</span>}
    </>
  );
}

/** A zero is there, but does not ask to be read. */
function quiet(count: number): ReactNode {
  return count === 0 ? <span className={styles.faint}>0</span> : formatCount(count);
}
