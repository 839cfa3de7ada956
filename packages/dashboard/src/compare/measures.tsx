/** The numbers of a session that are compared, in the order in which they are read. */
import type { SessionDetail, SessionStats } from "@rootspan/model/rest";
import type { ReactNode } from "react";
import { formatCount } from "../format/count.ts";
import { formatDuration } from "../format/duration.ts";
import { formatMoney } from "../format/money.ts";
import { Count, Duration, Money } from "../ui/exact.tsx";

export interface Measure {
  readonly id: string;
  readonly title: string;
  /** Of the one above it. */
  readonly isPart: boolean;
  /** Null where it is not known. */
  readonly a: number | null;
  readonly b: number | null;
  readonly format: (value: number) => string;
  readonly show: (value: number) => ReactNode;
  readonly isLessBetter: boolean;
}

type Way = Pick<Measure, "format" | "show" | "isLessBetter">;

const TIME: Way = { format: formatDuration, show: (ms) => <Duration ms={ms} />, isLessBetter: true };
const MONEY: Way = { format: formatMoney, show: (usd) => <Money usd={usd} />, isLessBetter: true };
const TOKENS: Way = { format: formatCount, show: (value) => <Count value={value} />, isLessBetter: true };
/** More of it may be good or bad. */
const CALLS: Way = { ...TOKENS, isLessBetter: false };

export function measuresOf(
  a: SessionDetail,
  b: SessionDetail,
  statsOfA: SessionStats | undefined,
  statsOfB: SessionStats | undefined,
): readonly Measure[] {
  const measure = (title: string, read: (session: SessionDetail) => number | null, way: Way): Measure => ({
    id: title,
    title,
    isPart: false,
    a: read(a),
    b: read(b),
    ...way,
  });
  return [
    measure("Duration", ({ duration_ms }) => duration_ms, TIME),
    measure("Cost", ({ cost }) => cost, MONEY),
    ...costByModel(statsOfA, statsOfB),
    measure("Input tokens", ({ tokens }) => tokens.input, TOKENS),
    ...cachedTokens(a, b),
    measure("Output tokens", ({ tokens }) => tokens.output, TOKENS),
    measure("LLM calls", ({ counts }) => counts.llm, CALLS),
    measure("Tools", ({ counts }) => counts.tool, CALLS),
    measure("Actions", ({ counts }) => counts.action, CALLS),
    measure("Errors", ({ errors }) => errors, TOKENS),
  ];
}

function costByModel(a: SessionStats | undefined, b: SessionStats | undefined): readonly Measure[] {
  if (a === undefined || b === undefined) return [];
  const names = new Set([...a.models, ...b.models].map(({ model }) => model));
  // Of the same name with several providers, all together.
  const costOf = ({ models }: SessionStats, name: string): number | null => {
    const costs = models.filter(({ model }) => model === name).map(({ cost }) => cost);
    if (costs.includes(null)) return null;
    return costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0);
  };
  return [...names].map((name) => ({
    id: `model ${name}`,
    title: name || "(no name)",
    isPart: true,
    a: costOf(a, name),
    b: costOf(b, name),
    ...MONEY,
    isLessBetter: false,
  }));
}

function cachedTokens(a: SessionDetail, b: SessionDetail): readonly Measure[] {
  const [ofA, ofB] = [a.tokens.cache_read, b.tokens.cache_read];
  if (ofA + ofB === 0) return [];
  return [{ id: "cached", title: "from the cache", isPart: true, a: ofA, b: ofB, ...CALLS }];
}
