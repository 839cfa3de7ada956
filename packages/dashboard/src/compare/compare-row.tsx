/** A span of two sessions: how long it took in each, what it used, and, once it is open, what it did. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { CSSProperties, ReactNode, Ref } from "react";
import { spanQuery } from "../api/queries.ts";
import { differenceOf } from "../format/difference.ts";
import { formatDuration } from "../format/duration.ts";
import { SpanContent } from "../session/panel/span-content.tsx";
import type { SpanRow } from "../session/span-row.ts";
import { toVisibleLine } from "../format/visible-text.ts";
import { Count, Duration, Money } from "../ui/exact.tsx";
import { Icon } from "../ui/icon.tsx";
import { Bone, Fault } from "../ui/notice.tsx";
import { nameOfKind } from "../ui/tag.tsx";
import { Line } from "../ui/text.tsx";
import type { ComparedSpan } from "./align-trees.ts";
import styles from "./compare-tree.module.css";
import { Side } from "./side.tsx";

export interface CompareRowProps {
  readonly row: ComparedSpan;
  readonly index: number;
  /** Pixels from the first row. */
  readonly top: number;
  /** Of all spans of both. */
  readonly longestMs: number;
  readonly isOpen: boolean;
  readonly isActive: boolean;
  readonly sessionOfA: string;
  readonly sessionOfB: string;
  readonly onToggle: (row: ComparedSpan) => void;
  /** It is measured, because it grows when it is opened. */
  readonly ref: Ref<HTMLDivElement>;
}

const WORDS = { onlyA: "only in A", onlyB: "only in B" } as const;

export function CompareRow(props: CompareRowProps): ReactNode {
  const { row, index, top, longestMs, isOpen, isActive, sessionOfA, sessionOfB, onToggle, ref } = props;
  const { a, b, depth, difference } = row;
  const { kind } = (a ?? b)!.span;
  return (
    <div
      ref={ref}
      data-index={index}
      role="row"
      aria-rowindex={index + 2}
      data-kind={kind}
      data-difference={difference}
      data-active={isActive}
      className={styles.row}
      style={{ transform: `translateY(${top}px)`, "--depth": depth } as CSSProperties}
    >
      <span role="cell" className={styles.nameCell}>
        <button type="button" className={styles.toggle} aria-expanded={isOpen} onClick={() => onToggle(row)}>
          <Icon name={isOpen ? "down" : "right"} size={12} />
          <span className={styles.dot} />
          <span className="aside">{nameOfKind(kind)}</span>
          <span className={styles.name}>
            <Names a={a?.span} b={b?.span} />
          </span>
        </button>
      </span>
      <SpanCell side="a" span={a?.span} longestMs={longestMs} />
      <SpanCell side="b" span={b?.span} longestMs={longestMs} />
      <span role="cell" className={styles.change}>
        {difference === "onlyA" || difference === "onlyB" ? (
          <span className={styles.only} data-side={difference === "onlyA" ? "a" : "b"}>
            {WORDS[difference]}
          </span>
        ) : (
          <Change a={a!.span} b={b!.span} />
        )}
      </span>
      {isOpen && (
        <div role="cell" className={styles.open}>
          <Content side="a" sessionId={sessionOfA} span={a?.span} />
          <Content side="b" sessionId={sessionOfB} span={b?.span} />
        </div>
      )}
    </div>
  );
}

function Names({ a, b }: { a: SpanRow | undefined; b: SpanRow | undefined }): ReactNode {
  const [first, second] = [a?.name ?? b!.name, b?.name ?? a!.name];
  return (
    <>
      <Line text={first || "(no name)"} maxLength={160} />
      {second !== first && (
        <>
          {" → "}
          <Line text={second || "(no name)"} maxLength={160} />
        </>
      )}
    </>
  );
}

interface SpanCellProps {
  readonly side: "a" | "b";
  readonly span: SpanRow | undefined;
  readonly longestMs: number;
}

function SpanCell({ side, span, longestMs }: SpanCellProps): ReactNode {
  if (span === undefined) return <span role="cell" className={styles.spanCell} aria-label="not there" />;
  const tokens = span.inputTokens + span.outputTokens;
  const ms = span.endMs - span.startMs;
  return (
    <span role="cell" className={styles.spanCell} data-side={side}>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.bar} style={{ width: `${(ms / longestMs) * 100}%` }} />
      </span>
      <span className={styles.facts}>
        <Duration ms={ms} />
        {tokens > 0 && (
          <span className={styles.soft}>
            <Count value={tokens} unit="tokens" /> tok
          </span>
        )}
        {span.costUsd !== undefined && span.costUsd > 0 && (
          <span className={styles.soft}>
            <Money usd={span.costUsd} />
          </span>
        )}
        {span.isFailed && (
          <span className={styles.failed} title={toVisibleLine(span.statusMessage ?? "")}>
            <Icon name="warning" size={13} />
            <span className="aside">failed</span>
          </span>
        )}
      </span>
    </span>
  );
}

function Change({ a, b }: { a: SpanRow; b: SpanRow }): ReactNode {
  if (a.isFailed !== b.isFailed) {
    return <span className={b.isFailed ? styles.worse : styles.better}>{b.isFailed ? "fails" : "no failure"}</span>;
  }
  const { text, sign } = differenceOf(a.endMs - a.startMs, b.endMs - b.startMs, formatDuration);
  return (
    <span className={`number ${styles.soft}`} data-sign={sign} title="Duration">
      {text}
    </span>
  );
}

interface ContentProps {
  readonly side: "a" | "b";
  readonly sessionId: string;
  readonly span: SpanRow | undefined;
}

function Content({ side, sessionId, span }: ContentProps): ReactNode {
  const { data, error, refetch } = useQuery({ ...spanQuery(sessionId, span?.id ?? ""), enabled: span !== undefined });
  return (
    <div className={styles.content}>
      <header>
        <Side side={side} />
        {span !== undefined && (
          <Link to="/sessions/$sessionId" params={{ sessionId }} search={{ span: span.id }}>
            Open in its session
          </Link>
        )}
      </header>
      {span === undefined && <p className={styles.soft}>It is not in this session.</p>}
      {error !== null && <Fault error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <SpanContent span={data} />}
      {data === undefined && error === null && span !== undefined && <Bone width={70} />}
    </div>
  );
}
