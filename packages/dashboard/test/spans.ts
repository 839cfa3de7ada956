/** Spans for the tests of what pages make of them. */
import type { SpanRow } from "../src/session/span-row.ts";

export function row(
  id: string,
  parentId: string | undefined,
  startMs: number,
  endMs: number,
  more: Partial<SpanRow> = {},
): SpanRow {
  return {
    id,
    parentId,
    name: id,
    kind: "other",
    startMs,
    endMs,
    isFailed: false,
    isCountedElsewhere: false,
    statusMessage: undefined,
    agent: undefined,
    model: undefined,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: undefined,
    ...more,
  };
}
