/** The border between two panes, which can be moved by pointer and by keys. */
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from "react";
import styles from "./splitter.module.css";

export interface SplitterProps {
  readonly label: string;
  /** Pixels. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
  /** The pane that is measured lies right of the border. */
  readonly isReversed?: boolean;
}

const STEP = 24;

export function Splitter({ label, value, min, max, onChange, isReversed = false }: SplitterProps): ReactNode {
  const grip = useRef<{ readonly x: number; readonly value: number }>(undefined);
  const sign = isReversed ? -1 : 1;
  const set = (next: number): void => onChange(Math.round(Math.min(max, Math.max(min, next))));
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    grip.current = { x: event.clientX, value };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (grip.current !== undefined) set(grip.current.value + sign * (event.clientX - grip.current.x));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    set(value + sign * by);
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={Math.round(value)}
      aria-valuemin={min}
      aria-valuemax={Math.max(min, Math.round(max))}
      className={styles.splitter}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (grip.current = undefined)}
      onPointerCancel={() => (grip.current = undefined)}
      onKeyDown={onKeyDown}
    />
  );
}
