/** What the server tells its operator: one line an event, and nothing of what clients sent. */
import { toPrintable } from "../printable.ts";

/** From what must be seen to what is seen on request. */
export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ["text", "json"] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface LogSettings {
  readonly format: LogFormat;
  /** The least that is written. */
  readonly level: LogLevel;
  readonly now: () => number;
  /** Takes one line, with its end. */
  readonly write: (line: string) => void;
}

/** @param event what happened, in words that do not change @param facts names, numbers, and words of ours */
export type Log = (level: LogLevel, event: string, facts?: Readonly<Record<string, unknown>>) => void;

export function createLog({ format, level: least, now, write }: LogSettings): Log {
  const mostLevel = LOG_LEVELS.indexOf(least);
  const toLine = format === "json" ? toJsonLine : toTextLine;
  return (level, event, facts = {}) => {
    if (LOG_LEVELS.indexOf(level) > mostLevel) return;
    write(`${toLine(new Date(now()).toISOString(), level, event, facts)}\n`);
  };
}

function toJsonLine(time: string, level: LogLevel, event: string, facts: Readonly<Record<string, unknown>>): string {
  return toPrintable(JSON.stringify({ time, level, event, ...facts }));
}

function toTextLine(time: string, level: LogLevel, event: string, facts: Readonly<Record<string, unknown>>): string {
  const told = Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${toWord(value)}`);
  return toPrintable(`${time} ${level.padEnd(5)} ${event}${told.join("")}`);
}

/** In quotes where it would not be one word. */
function toWord(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}
