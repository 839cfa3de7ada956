/** Sessions as rows, of which only those in sight are in the page, however many there are. */
import { useNavigate } from "@tanstack/react-router";
import { type CSSProperties, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import type { SessionItem } from "@rootspan/model/rest";
import { useShortcuts } from "../app/shortcuts.ts";
import { Icon } from "../ui/icon.tsx";
import { Bone } from "../ui/notice.tsx";
import { useFixedRows } from "../ui/use-fixed-rows.ts";
import { SESSION_COLUMNS, type SessionColumn } from "./session-columns.tsx";
import { SessionRow } from "./session-row.tsx";
import { type SessionSearch, type SortKey, toggleSort } from "./session-search.ts";
import styles from "./session-table.module.css";
import { useNow } from "./use-now.ts";

/** Pixels. */
const ROW_HEIGHT = 34;
const HEAD_HEIGHT = 32;
/** Rows beyond those in sight that are ready before they are scrolled to. */
const OVERSCAN = 12;
const BONES = 12;

export interface SessionTableProps {
  readonly sessions: readonly SessionItem[];
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  readonly search: SessionSearch;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
  readonly onSearch: (search: SessionSearch) => void;
  readonly onEnd: () => void;
}

export function SessionTable(props: SessionTableProps): ReactNode {
  const { sessions, isLoading, hasMore, search, selected, onSelect, onSearch, onEnd } = props;
  const [activeId, setActiveId] = useState<string>();
  const scrollRef = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const nowMs = useNow();
  const rows = useFixedRows({
    items: sessions,
    keyOf: idOf,
    height: ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollRef,
    covered: HEAD_HEIGHT,
  });
  const items = rows.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (hasMore && lastShown >= sessions.length - OVERSCAN) onEnd();
  }, [hasMore, lastShown, sessions.length, onEnd]);

  const latest = useRef({ selected, onSelect });
  useEffect(() => {
    latest.current = { selected, onSelect };
  });
  const toggle = useCallback((id: string): void => {
    const next = new Set(latest.current.selected);
    if (!next.delete(id)) next.add(id);
    latest.current.onSelect(next);
  }, []);
  const move = (by: number): void => {
    const at = sessions.findIndex(({ id }) => id === activeId);
    const index = Math.max(0, Math.min(at + by, sessions.length - 1));
    setActiveId(sessions[index]?.id);
    rows.scrollToIndex(index);
  };
  const open = useCallback(
    (sessionId: string): void => void navigate({ to: "/sessions/$sessionId", params: { sessionId } }),
    [navigate],
  );
  useShortcuts([
    { key: "j", does: "Next session", run: () => move(1) },
    { key: "k", does: "Session before", run: () => move(-1) },
    { key: "Home", does: "First session", run: () => move(-sessions.length) },
    { key: "End", does: "Last session so far; again for more", run: () => move(sessions.length) },
    { key: "o", does: "Open the session", run: () => activeId !== undefined && open(activeId) },
    { key: "x", does: "Select the session", run: () => activeId !== undefined && toggle(activeId) },
  ]);

  const columns = `36px ${SESSION_COLUMNS.map(({ width }) => width).join(" ")}`;
  return (
    <div ref={scrollRef} className={styles.scroll} tabIndex={-1} data-scrolls>
      <div
        role="table"
        aria-label="Sessions"
        aria-rowcount={hasMore ? -1 : sessions.length + 1}
        aria-busy={isLoading}
        className={styles.table}
        style={{ "--columns": columns } as CSSProperties}
      >
        <div role="rowgroup" className={styles.headGroup}>
          <div role="row" aria-rowindex={1} className={styles.head}>
            <SelectAll sessions={sessions} selected={selected} onSelect={onSelect} />
            {SESSION_COLUMNS.map((column) => (
              <Head
                key={column.id}
                column={column}
                sort={search.sort ?? "-start"}
                onSort={(key) => onSearch(toggleSort(search, key))}
              />
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          className={styles.body}
          style={{ height: isLoading ? BONES * ROW_HEIGHT : rows.getTotalSize() }}
        >
          {isLoading && Array.from({ length: BONES }, (_, index) => <BoneRow key={index} index={index} />)}
          {items.map(({ index, start, key }) => {
            const session = sessions[index]!;
            return (
              <SessionRow
                key={key}
                session={session}
                index={index}
                top={start}
                nowMs={nowMs}
                isSelected={selected.has(session.id)}
                isActive={session.id === activeId}
                onOpen={open}
                onToggle={toggle}
                onActive={setActiveId}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

function idOf({ id }: SessionItem): string {
  return id;
}

type HeadProps = { readonly column: SessionColumn; readonly sort: string; readonly onSort: (key: SortKey) => void };

function Head({ column: { id, title, isNumber, sort: key }, sort, onSort }: HeadProps): ReactNode {
  const direction =
    key === undefined || sort.replace(/^-/, "") !== key ? undefined : sort === key ? "ascending" : "descending";
  return (
    <span role="columnheader" aria-sort={direction} data-column={id} data-number={isNumber} className={styles.cell}>
      {key === undefined ? (
        title
      ) : (
        <button type="button" className={styles.sort} data-sorted={direction} onClick={() => onSort(key)}>
          {title}
          <Icon name={direction === "ascending" ? "up" : "down"} size={12} />
        </button>
      )}
    </span>
  );
}

type SelectAllProps = Pick<SessionTableProps, "sessions" | "selected" | "onSelect">;

function SelectAll({ sessions, selected, onSelect }: SelectAllProps): ReactNode {
  const isAll = sessions.length > 0 && sessions.every(({ id }) => selected.has(id));
  return (
    <span role="columnheader" className={styles.check}>
      <input
        type="checkbox"
        aria-label="Select all that are loaded"
        checked={isAll}
        onChange={() => onSelect(isAll ? new Set() : new Set(sessions.map(({ id }) => id)))}
      />
    </span>
  );
}

function BoneRow({ index }: { index: number }): ReactNode {
  return (
    <div className={styles.row} style={{ top: index * ROW_HEIGHT }} aria-hidden="true">
      <span />
      {SESSION_COLUMNS.map(({ id }, column) => (
        <span key={id} data-column={id} className={styles.cell}>
          <Bone width={35 + ((index * 31 + column * 17) % 50)} />
        </span>
      ))}
    </div>
  );
}
