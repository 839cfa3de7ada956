/** What the pages that show many sessions have in common above them: whether filters are shown, and which time counts. */
import type { ReactNode } from "react";
import { formatDayMinute } from "../format/moment.ts";
import { Button } from "../ui/button.tsx";
import controls from "../ui/controls.module.css";

export function FilterBar({ children }: { children: ReactNode }): ReactNode {
  return <div className={controls.bar}>{children}</div>;
}

export function FilterToggle({ isShown, onToggle }: { isShown: boolean; onToggle: () => void }): ReactNode {
  return (
    <Button
      icon="filter"
      label={isShown ? "Hide filters" : "Show filters"}
      aria-pressed={isShown}
      {...(isShown && { "aria-controls": "filters" })}
      onClick={onToggle}
    />
  );
}

/** A part of a search: from when, until when; moments, or how long ago. */
interface Time {
  readonly from?: string;
  readonly to?: string;
}

export interface TimeFieldProps {
  readonly label: string;
  /** Each as an address has it, and how it is called; what is absent in an address is "". */
  readonly choices: readonly (readonly [from: string, name: string])[];
  readonly time: Time;
  readonly onTime: (time: Time) => void;
}

export function TimeField({ label, choices, time, onTime }: TimeFieldProps): ReactNode {
  return (
    <select
      className={controls.field}
      aria-label={label}
      value={isOneOf(choices, time) ? (time.from ?? "") : "own"}
      onChange={({ target }) => onTime(target.value === "" ? {} : { from: target.value })}
    >
      {!isOneOf(choices, time) && <option value="own">{nameOf(time)}</option>}
      {choices.map(([value, name]) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </select>
  );
}

export function isOneOf(choices: TimeFieldProps["choices"], { from = "", to }: Time): boolean {
  return to === undefined && choices.some(([value]) => value === from);
}

function nameOf({ from, to }: Time): string {
  return `${from === undefined ? "…" : toMoment(from)} – ${to === undefined ? "now" : toMoment(to)}`;
}

function toMoment(text: string): string {
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs) ? text : formatDayMinute(timeMs);
}
