/** A session as a row of the list. */
import type { SessionItem } from "@rootspan/model/rest";
import { memo, type MouseEvent, type ReactNode } from "react";
import { toVisibleLine } from "../format/visible-text.ts";
import { SESSION_COLUMNS } from "./session-columns.tsx";
import styles from "./session-table.module.css";

export interface SessionRowProps {
  readonly session: SessionItem;
  readonly index: number;
  /** Pixels from the first row. */
  readonly top: number;
  readonly nowMs: number;
  readonly isSelected: boolean;
  readonly isActive: boolean;
  /** These are the same ones from one time to the next: while the list is scrolled, only rows that come are drawn. */
  readonly onOpen: (id: string) => void;
  readonly onToggle: (id: string) => void;
  readonly onActive: (id: string) => void;
}

export const SessionRow = memo(function SessionRow(props: SessionRowProps): ReactNode {
  const { session, index, top, nowMs, isSelected, isActive, onOpen, onToggle, onActive } = props;
  const { id, name } = session;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-selected={isSelected}
      data-active={isActive}
      className={styles.row}
      style={{ top }}
      onClick={(event) => opens(event) && onOpen(id)}
    >
      <span role="cell" className={styles.check}>
        <input
          type="checkbox"
          aria-label={`Select ${toVisibleLine(name ?? id)}`}
          checked={isSelected}
          onChange={() => onToggle(id)}
        />
      </span>
      {SESSION_COLUMNS.map((column) => (
        <span
          key={column.id}
          role="cell"
          data-column={column.id}
          data-number={column.isNumber}
          className={styles.cell}
          title={column.exact?.(session)}
        >
          {column.id === "name" ? (
            // The router's own link costs more than all the rest of the row.
            <a href={`sessions/${encodeURIComponent(id)}`} className={styles.name} onFocus={() => onActive(id)}>
              {column.cell(session, nowMs)}
            </a>
          ) : (
            column.cell(session, nowMs)
          )}
        </span>
      ))}
    </div>
  );
});

/** Boxes do what they do, a key beside the click opens another tab, and selecting text opens nothing. */
function opens(event: MouseEvent): boolean {
  const { target, metaKey, ctrlKey, shiftKey, altKey } = event;
  if (!(target instanceof Element) || target.closest("input") !== null) return false;
  if (target.closest("a") === null) return getSelection()?.isCollapsed !== false;
  if (metaKey || ctrlKey || shiftKey || altKey) return false;
  event.preventDefault();
  return true;
}
