/** The spans in sight, each a row of the tree with its bar. */
import { type CSSProperties, type KeyboardEvent, memo, type ReactNode, type RefObject, useEffect } from "react";
import { formatCount } from "../../format/count.ts";
import { formatDuration } from "../../format/duration.ts";
import { formatMoney } from "../../format/money.ts";
import { Icon } from "../../ui/icon.tsx";
import { nameOfKind } from "../../ui/tag.tsx";
import { Line } from "../../ui/text.tsx";
import { useFixedRows } from "../../ui/use-fixed-rows.ts";
import type { Stretch } from "../critical-path.ts";
import type { SpanRow } from "../span-row.ts";
import type { SpanNode } from "../span-tree.ts";
import { placeOf, type Tick, type TimeRange } from "./time-scale.ts";
import styles from "./timeline.module.css";
import type { TimelineState } from "./use-timeline.ts";

/** Pixels. */
const ROW_HEIGHT = 26;
const OVERSCAN = 16;

export interface TimelineRowsProps {
  readonly state: TimelineState;
  readonly scrollRef: RefObject<HTMLDivElement | null>;
  readonly ticks: readonly Tick[];
  readonly openId: string | undefined;
  /** What just began, kept in sight; undefined where the reader is elsewhere. */
  readonly newestId: string | undefined;
  /** Where replay is; what comes later is not there yet. */
  readonly atMs: number | undefined;
  /** Beside a bar there is room for its duration only. */
  readonly isNarrow: boolean;
  readonly onOpen: (id: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** The reader looks at what was before. */
  readonly onScrollBack: () => void;
}

export function TimelineRows({
  state,
  scrollRef,
  ticks,
  openId,
  newestId,
  atMs,
  isNarrow,
  onOpen,
  onKeyDown,
  onScrollBack,
}: TimelineRowsProps): ReactNode {
  const { nodes, matches, path, range, collapsed, toggle } = state;
  const rows = useFixedRows({ items: nodes, keyOf: idOf, height: ROW_HEIGHT, overscan: OVERSCAN, scrollRef });
  const openIndex = openId === undefined ? -1 : nodes.findIndex(({ span }) => span.id === openId);
  useEffect(() => {
    if (openIndex >= 0) rows.scrollToIndex(openIndex, { align: "auto" });
    // Only another open span scrolls, not rows that come and go about it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [openId, openIndex >= 0]);
  useEffect(() => {
    const index = newestId === undefined ? -1 : nodes.findIndex(({ span }) => span.id === newestId);
    if (index >= 0) rows.scrollToIndex(index, { align: "auto" });
    // Each new one scrolls once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [newestId]);
  const now = atMs === undefined ? undefined : placeOf({ startMs: atMs, endMs: atMs }, range);
  return (
    <div
      ref={scrollRef}
      role="tree"
      data-scrolls
      aria-label="Spans"
      tabIndex={0}
      aria-activedescendant={openIndex >= 0 ? `span-${openId}` : undefined}
      className={styles.rows}
      onKeyDown={onKeyDown}
      onWheel={({ deltaY }) => deltaY < 0 && onScrollBack()}
    >
      <div className={styles.body} style={{ height: rows.getTotalSize() }} role="presentation">
        {ticks.map(({ at, sinceMs }) => (
          <div key={sinceMs} className={styles.gridLine} style={{ left: leftOf(at) }} role="presentation" />
        ))}
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const node = nodes[index]!;
          const { id } = node.span;
          return (
            <Row
              key={key}
              node={node}
              top={start}
              position={index + 1}
              total={nodes.length}
              range={range}
              path={path?.get(id)}
              isOpen={id === openId}
              isDim={matches !== undefined && !matches.has(id)}
              isCollapsed={collapsed.has(id)}
              atMs={atMs}
              isNarrow={isNarrow}
              onOpen={onOpen}
              onToggle={toggle}
            />
          );
        })}
        {now !== undefined && <div className={styles.now} style={{ left: leftOf(now.left) }} />}
      </div>
    </div>
  );
}

function idOf({ span }: SpanNode): string {
  return span.id;
}

interface RowProps {
  readonly node: SpanNode;
  readonly top: number;
  readonly position: number;
  readonly total: number;
  readonly range: TimeRange;
  readonly path: readonly Stretch[] | undefined;
  readonly isOpen: boolean;
  readonly isDim: boolean;
  readonly isCollapsed: boolean;
  readonly atMs: number | undefined;
  readonly isNarrow: boolean;
  readonly onOpen: (id: string) => void;
  readonly onToggle: (id: string) => void;
}

const Row = memo(function Row(props: RowProps): ReactNode {
  const { node, top, position, total, range, path, isOpen, isDim, isCollapsed, atMs, isNarrow, onOpen, onToggle } =
    props;
  const { span, depth, children } = node;
  const isRunning = atMs !== undefined && span.startMs <= atMs && span.endMs > atMs;
  const shown: TimeRange = isRunning ? { startMs: span.startMs, endMs: atMs } : span;
  const place = atMs !== undefined && span.startMs > atMs ? undefined : placeOf(shown, range);
  return (
    <div
      id={`span-${span.id}`}
      role="treeitem"
      aria-level={depth + 1}
      aria-posinset={position}
      aria-setsize={total}
      aria-selected={isOpen}
      aria-expanded={children.length > 0 ? !isCollapsed : undefined}
      data-kind={span.kind}
      data-failed={span.isFailed}
      data-dim={isDim}
      data-running={isRunning}
      className={styles.row}
      style={{ top, "--depth": depth } as CSSProperties}
      onClick={() => onOpen(span.id)}
    >
      <div className={styles.label}>
        <span
          className={styles.toggle}
          onClick={(event) => {
            if (children.length === 0) return;
            event.stopPropagation();
            onToggle(span.id);
          }}
        >
          {children.length > 0 && <Icon name={isCollapsed ? "right" : "down"} size={12} />}
        </span>
        <span className={styles.dot} />
        <span className="aside">{nameOfKind(span.kind)}</span>
        <Line text={span.name} maxLength={160} className={styles.name} />
        {isCollapsed && <span className={styles.fold}>{children.length}</span>}
        {span.isFailed && (
          <span className={styles.warn}>
            <Icon name="warning" size={13} />
            <span className="aside">failed</span>
          </span>
        )}
      </div>
      <div className={styles.track}>
        {place !== undefined && (
          <>
            <div className={styles.bar} style={{ left: `${place.left * 100}%`, width: `${place.width * 100}%` }} />
            <span className={`number ${styles.time}`} style={besideBar(place.left, place.width)}>
              {isNarrow ? formatDuration(span.endMs - span.startMs) : factsOf(span)}
            </span>
          </>
        )}
        {path?.map(({ startMs, endMs }) => {
          const part = placeOf({ startMs, endMs }, range);
          return (
            part !== undefined && (
              <div
                key={startMs}
                className={styles.path}
                style={{ left: `${part.left * 100}%`, width: `${part.width * 100}%` }}
              />
            )
          );
        })}
      </div>
    </div>
  );
});

/** From the left edge of a row, whose names come first. */
function leftOf(share: number): string {
  return `calc(var(--name-width) + (100% - var(--name-width) - 12px) * ${share})`;
}

/** Behind the bar, or before it where there is more room; over it where it fills the width. */
function besideBar(left: number, width: number): CSSProperties {
  const right = left + width;
  if (right < 0.72) return { left: `${right * 100}%` };
  if (left > 0.24) return { right: `${(1 - left) * 100}%` };
  return {
    right: "4px",
    top: "6px",
    padding: "0 5px",
    borderRadius: "3px",
    lineHeight: "14px",
    background: "var(--wash)",
  };
}

function factsOf(span: SpanRow): string {
  const tokens = span.inputTokens + span.outputTokens;
  return [
    formatDuration(span.endMs - span.startMs),
    ...(tokens > 0 ? [`${formatCount(tokens)} tok`] : []),
    ...(span.costUsd !== undefined && span.costUsd > 0 ? [formatMoney(span.costUsd)] : []),
  ].join(" · ");
}
