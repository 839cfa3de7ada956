/** What a session is and what it came to. */
import type { SessionItem, SessionStats } from "@rootspan/model/rest";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { processesQuery } from "../api/queries.ts";
import { formatExactCount, formatPlural } from "../format/count.ts";
import { formatExactMoney } from "../format/money.ts";
import { formatAgo, formatMoment } from "../format/moment.ts";
import { stateOf } from "../sessions/session-columns.tsx";
import { useNow } from "../sessions/use-now.ts";
import { toVisibleLine } from "../format/visible-text.ts";
import { Count, Duration, Exact, Money } from "../ui/exact.tsx";
import { Icon } from "../ui/icon.tsx";
import { LongText } from "../ui/long-text.tsx";
import { State } from "../ui/state.tsx";
import { Line } from "../ui/text.tsx";
import { participantsOf } from "./participants.ts";
import { SessionActions } from "./session-actions.tsx";
import styles from "./session-page.module.css";
import { TagEditor } from "./tag-editor.tsx";

/** For so long they are taken as they are: to tell them, the server reads all spans. */
const PROCESSES_MS = 60_000;

export interface SessionHeaderProps {
  readonly session: SessionItem;
  /** Undefined while they are on their way. */
  readonly stats: SessionStats | undefined;
}

export function SessionHeader({ session, stats }: SessionHeaderProps): ReactNode {
  const nowMs = useNow();
  const startMs = Date.parse(session.start_time);
  const processes = useQuery({ ...processesQuery(session.id), staleTime: PROCESSES_MS });
  const participants = participantsOf(processes.data?.processes ?? []);
  const { tokens, counts } = session;
  return (
    <header className={styles.header}>
      <div className={styles.line}>
        <State state={stateOf(session)} />
        <h1 className={styles.title}>{session.name === null ? session.id : <Line text={session.name} />}</h1>
        {session.end_state_reason !== null && (
          <span className={styles.reason} title={toVisibleLine(session.end_state_reason)}>
            <Line text={session.end_state_reason} />
          </span>
        )}
        <TagEditor sessionId={session.id} tags={session.tags} />
        <div className={styles.actions}>
          <SessionActions session={session} />
        </div>
      </div>
      {session.note !== null && session.note !== "" && (
        <div className={styles.note}>
          <Icon name="edit" size={13} />
          <LongText text={session.note} />
        </div>
      )}
      <dl className={styles.facts}>
        <Fact name="Started">
          <time dateTime={session.start_time} title={formatMoment(startMs)}>
            {formatAgo(startMs, nowMs)}
          </time>
        </Fact>
        <Fact name={session.running ? "Running for" : "Duration"}>
          <Duration ms={session.duration_ms} />
        </Fact>
        <Fact name="Cost" more={stats === undefined ? undefined : <CostByModel stats={stats} />}>
          <Money usd={session.cost} unpriced={session.unpriced_calls} />
        </Fact>
        <Fact name="Tokens" more={<TokenKinds tokens={tokens} />}>
          <Count value={tokens.total} />
        </Fact>
        <Fact name="LLM calls">
          <Count value={counts.llm} />
        </Fact>
        <Fact name="Tools">
          <Count value={counts.tool} />
        </Fact>
        <Fact name="Actions">
          <Count value={counts.action} />
        </Fact>
        <Fact name="Errors">
          <span className={session.errors > 0 ? styles.bad : undefined}>
            <Count value={session.errors} />
          </span>
        </Fact>
        {participants.length > 1 && (
          <Fact name="Processes">
            <span
              title={participants
                .map(({ service, host, process }) => toVisibleLine(`${service} ${process} ${host}`))
                .join("\n")}
            >
              <Count value={participants.length} />
            </span>
          </Fact>
        )}
        {session.services.length > 0 && (
          <Fact name={session.services.length === 1 ? "Service" : "Services"}>
            <Line text={session.services.join(", ")} />
          </Fact>
        )}
      </dl>
    </header>
  );
}

function Fact({ name, more, children }: { name: string; more?: ReactNode; children: ReactNode }): ReactNode {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>
        {children}
        {more !== undefined && <span className={styles.more}>{more}</span>}
      </dd>
    </div>
  );
}

const MODELS_SHOWN = 2;

function CostByModel({ stats: { models } }: { stats: SessionStats }): ReactNode {
  const [first, ...others] = models;
  if (first === undefined) return null;
  const lines = models.map(
    ({ model, calls, cost, unpriced_calls }) =>
      `${toVisibleLine(model || "(no name)")}: ${formatExactMoney(cost, unpriced_calls)} in ${formatPlural(calls, "call")}`,
  );
  if (others.length === 0) {
    return (
      <span title={lines.join("\n")}>
        <Line text={first.model || "(no name)"} maxLength={60} />
      </span>
    );
  }
  return (
    <span title={lines.join("\n")}>
      {models.slice(0, MODELS_SHOWN).map(({ provider, model, cost, unpriced_calls }, index) => (
        <span key={`${provider}/${model}`}>
          {index > 0 && " · "}
          <Line text={model || "(no name)"} maxLength={40} /> <Money usd={cost} unpriced={unpriced_calls} />
        </span>
      ))}
      {models.length > MODELS_SHOWN && ` · +${models.length - MODELS_SHOWN}`}
    </span>
  );
}

function TokenKinds({ tokens }: { tokens: SessionItem["tokens"] }): ReactNode {
  const kinds = [
    ["in", tokens.input],
    ["out", tokens.output],
    ["cached", tokens.cache_read],
    ["cache written", tokens.cache_write],
    ["reasoning", tokens.reasoning],
    ["audio in", tokens.audio_input],
    ["audio out", tokens.audio_output],
  ] as const;
  const known = kinds.filter(([, count], index) => index < 2 || count > 0);
  return (
    <Exact title={known.map(([name, count]) => `${formatExactCount(count)} ${name}`).join("\n")}>
      {known.slice(0, 4).map(([name, count], index) => (
        <span key={name}>
          {index > 0 && " · "}
          <Count value={count} /> {name}
        </span>
      ))}
    </Exact>
  );
}
