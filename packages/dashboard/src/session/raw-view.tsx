/** Everything that is stored of a session, as the server answers it. A span is loaded when it is opened. */
import type { SessionDetail, SessionStats, SpanItem } from "@rootspan/model/rest";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { addressOf, spanQuery } from "../api/queries.ts";
import { toAddress } from "../api/request.ts";
import { formatPlural } from "../format/count.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Icon } from "../ui/icon.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { LazyList } from "../ui/lazy-list.tsx";
import { Bone, Fault } from "../ui/notice.tsx";
import { Line } from "../ui/text.tsx";
import styles from "./session-views.module.css";

export interface RawViewProps {
  readonly session: SessionDetail;
  /** Undefined while they are on their way. */
  readonly stats: SessionStats | undefined;
  /** Also those that are no part of the tree. */
  readonly spans: readonly SpanItem[];
}

/** Pixels: a line. */
const USUAL_HEIGHT = 30;

export function RawView({ session, stats, spans }: RawViewProps): ReactNode {
  return (
    <LazyList
      items={spans}
      keyOf={({ trace_id, span_id }) => trace_id + span_id}
      height={USUAL_HEIGHT}
      label="Stored data"
      isDense
      head={
        <>
          <RawSession session={session} stats={stats} />
          <header className={styles.cardHead}>
            <h2>{formatPlural(spans.length, "span")}</h2>
            <a href={toAddress(`${addressOf(session.id)}/export?format=json`)} download="">
              Download all of it
            </a>
          </header>
        </>
      }
    >
      {(span) => <RawSpan sessionId={session.id} span={span} />}
    </LazyList>
  );
}

function RawSession({ session, stats }: Pick<RawViewProps, "session" | "stats">): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const whole = { session, stats };
  return (
    <div className={styles.raw} data-kind="session">
      <RawHead isOpen={isOpen} onToggle={setOpen} name="Session" id={session.id} />
      {isOpen && (
        <div className={styles.rawBody}>
          <CopyButton text={() => JSON.stringify(whole, null, 2)} look="normal">
            Copy JSON
          </CopyButton>
          <JsonView value={whole} />
        </div>
      )}
    </div>
  );
}

function RawSpan({ sessionId, span }: { sessionId: string; span: SpanItem }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const { data, error, refetch } = useQuery({ ...spanQuery(sessionId, span.span_id), enabled: isOpen });
  return (
    <div className={styles.raw} data-kind={span.kind}>
      <RawHead isOpen={isOpen} onToggle={setOpen} name={span.name || "(no name)"} id={span.span_id} />
      {isOpen && (
        <div className={styles.rawBody}>
          {error !== null && <Fault error={error} onRetry={() => void refetch()} />}
          {data === undefined ? error === null && <Bone width={50} /> : <JsonView value={data} />}
        </div>
      )}
    </div>
  );
}

interface RawHeadProps {
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
  readonly name: string;
  readonly id: string;
}

function RawHead({ isOpen, onToggle, name, id }: RawHeadProps): ReactNode {
  return (
    <button type="button" className={styles.rawHead} aria-expanded={isOpen} onClick={() => onToggle(!isOpen)}>
      <Icon name={isOpen ? "down" : "right"} size={12} />
      <span className={styles.dot} />
      <span className={styles.rawName}>
        <Line text={name} maxLength={160} />
      </span>
      <code className={styles.soft}>{id}</code>
    </button>
  );
}
