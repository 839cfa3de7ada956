/** The columns of the list: what each shows, how wide it is, and what it is sorted by. */
import type { ReactNode } from "react";
import type { SessionItem } from "@rootspan/model/rest";
import { formatAgo, formatMoment } from "../format/moment.ts";
import { toVisibleLine } from "../format/visible-text.ts";
import { Count, Duration, Exact, Money } from "../ui/exact.tsx";
import { State } from "../ui/state.tsx";
import { Tag } from "../ui/tag.tsx";
import { Line } from "../ui/text.tsx";
import type { SortKey } from "./session-search.ts";
import styles from "./session-table.module.css";

export interface SessionColumn {
  readonly id: string;
  readonly title: string;
  /** As CSS grid has it. */
  readonly width: string;
  readonly isNumber?: true;
  readonly sort?: SortKey;
  cell(session: SessionItem, nowMs: number): ReactNode;
}

const MAX_TAGS = 2;

export const SESSION_COLUMNS: readonly SessionColumn[] = [
  {
    id: "state",
    title: "State",
    width: "118px",
    cell: (session) => (
      <span title={toVisibleLine(session.end_state_reason ?? "")}>
        <State state={stateOf(session)} />
      </span>
    ),
  },
  {
    id: "name",
    title: "Session",
    width: "minmax(320px, 4fr)",
    cell: (session) => (
      <span className={styles.name}>
        <span className={styles.title}>
          {session.name === null ? <span className={styles.faint}>{session.id}</span> : <Line text={session.name} />}
        </span>
        {session.tags.slice(0, MAX_TAGS).map((tag) => (
          <Tag key={tag} text={tag} />
        ))}
        {session.tags.length > MAX_TAGS && (
          <span className={styles.faint} title={toVisibleLine(session.tags.slice(MAX_TAGS).join(", "))}>
            +{session.tags.length - MAX_TAGS}
          </span>
        )}
        {session.end_state_reason !== null && (
          <span className={styles.reason} title={toVisibleLine(session.end_state_reason)}>
            <Line text={session.end_state_reason} />
          </span>
        )}
      </span>
    ),
  },
  {
    id: "start",
    title: "Started",
    width: "90px",
    sort: "start",
    cell: ({ start_time }, nowMs) => {
      const timeMs = Date.parse(start_time);
      return (
        <time dateTime={start_time} title={formatMoment(timeMs)} className={styles.soft}>
          {formatAgo(timeMs, nowMs)}
        </time>
      );
    },
  },
  {
    id: "duration",
    title: "Duration",
    width: "80px",
    isNumber: true,
    sort: "duration",
    cell: ({ duration_ms }) => <Duration ms={duration_ms} />,
  },
  {
    id: "cost",
    title: "Cost",
    width: "82px",
    isNumber: true,
    sort: "cost",
    cell: ({ cost, unpriced_calls }) => <Money usd={cost} unpriced={unpriced_calls} />,
  },
  {
    id: "tokens",
    title: "Tokens",
    width: "68px",
    isNumber: true,
    sort: "tokens",
    cell: ({ tokens }) => (
      <Exact title={`${tokens.input.toLocaleString("en-US")} in, ${tokens.output.toLocaleString("en-US")} out`}>
        <Count value={tokens.total} />
      </Exact>
    ),
  },
  {
    id: "llm",
    title: "LLM",
    width: "50px",
    isNumber: true,
    sort: "llm_calls",
    cell: ({ counts }) => <Quiet value={counts.llm} />,
  },
  { id: "tool", title: "Tools", width: "56px", isNumber: true, cell: ({ counts }) => <Quiet value={counts.tool} /> },
  {
    id: "errors",
    title: "Errors",
    width: "62px",
    isNumber: true,
    sort: "errors",
    cell: ({ errors }) =>
      errors === 0 ? (
        <Quiet value={0} />
      ) : (
        <span className={styles.errors}>
          <Count value={errors} />
        </span>
      ),
  },
  {
    id: "models",
    title: "Models",
    width: "minmax(100px, 1fr)",
    cell: ({ models }) => <Names names={models} />,
  },
  {
    id: "services",
    title: "Service",
    width: "minmax(84px, 0.8fr)",
    cell: ({ services }) => <Names names={services} />,
  },
];

export function stateOf({ running, end_state }: Pick<SessionItem, "running" | "end_state">): string {
  return running ? "Running" : (end_state ?? "Indeterminate");
}

function Names({ names }: { names: readonly string[] }): ReactNode {
  const [first, ...others] = names;
  if (first === undefined) return <span className={styles.faint}>–</span>;
  return (
    <span className={styles.names} title={toVisibleLine(names.join(", "))}>
      <span className={styles.first}>
        <Line text={first || "(no name)"} maxLength={80} />
      </span>
      {others.length > 0 && <span className={styles.faint}>+{others.length}</span>}
    </span>
  );
}

/** A zero is there, but does not ask to be read. */
function Quiet({ value }: { value: number }): ReactNode {
  return value === 0 ? <span className={`number ${styles.faint}`}>0</span> : <Count value={value} />;
}
