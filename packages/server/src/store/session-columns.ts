/** What lists filter and sort sessions by, as people see it. */
import { overlayEdits, type SessionEdits, type SessionTally, summarise } from "@rootspan/model";
import { toSortable } from "./unix-nano.ts";
import { foldCase } from "./fold-case.ts";
import { hourOf } from "./hour.ts";

export type LabelKind = "tag" | "model" | "agent" | "service";

export interface Label {
  readonly kind: LabelKind;
  readonly text: string;
}

export interface SessionColumns {
  readonly name: string | null;
  readonly startUnixNano: bigint;
  readonly durationNs: bigint;
  readonly endState: string | null;
  readonly errors: number;
  readonly llmCalls: number;
  readonly tokens: number;
  readonly cost: bigint;
  readonly bookmarked: number;
  /** Of the start. */
  readonly hour: number;
  readonly labels: readonly Label[];
}

export function toColumns(tally: SessionTally, edits: SessionEdits): SessionColumns {
  const summary = overlayEdits(summarise(tally), edits);
  const { usage, cost } = summary.calls;
  const labelsOf = (kind: LabelKind, texts: readonly string[]): readonly Label[] =>
    [...new Set(texts)].filter((text) => text !== "").map((text) => ({ kind, text }));
  return {
    name: summary.name === undefined ? null : foldCase(summary.name),
    startUnixNano: toSortable(summary.startTimeUnixNano),
    durationNs: toSortable(summary.durationNs),
    endState: summary.endState ?? null,
    errors: summary.errors,
    llmCalls: summary.counts.llm,
    tokens: usage.inputTokens + usage.outputTokens,
    cost: toSortable(cost),
    bookmarked: edits.bookmarked === true ? 1 : 0,
    hour: hourOf(toSortable(summary.startTimeUnixNano)),
    labels: [
      ...labelsOf("tag", summary.tags),
      ...labelsOf(
        "model",
        summary.models.map(({ model }) => model),
      ),
      ...labelsOf(
        "agent",
        summary.agents.map(({ name }) => name),
      ),
      ...labelsOf("service", summary.services),
    ],
  };
}
