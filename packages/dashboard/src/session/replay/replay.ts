/** What a session had come to at each moment: the fold of the spans that had ended by then. */
import { addSpan, EMPTY_TALLY, type FoldableSpan, type SessionTally, StatusCode, toUsd } from "@rootspan/model";
import {
  GEN_AI_AGENT_NAME,
  GEN_AI_RESPONSE_MODEL,
  GEN_AI_USAGE_COST_AMOUNT,
  GEN_AI_USAGE_INPUT_TOKENS,
  GEN_AI_USAGE_OUTPUT_TOKENS,
  ROOTSPAN_ERROR_COUNTED,
  ROOTSPAN_KIND,
} from "@rootspan/model/attributes";
import type { SpanRow } from "../span-row.ts";

export interface ReplayMoment {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly costUsd: number;
  readonly tokens: number;
  readonly llmCalls: number;
  readonly toolCalls: number;
  readonly errors: number;
}

/** One for each span's end, in order of time. */
export function replayMoments(spans: readonly SpanRow[]): readonly ReplayMoment[] {
  let tally: SessionTally = EMPTY_TALLY;
  return spans
    .toSorted((a, b) => a.endMs - b.endMs)
    .map((span) => {
      tally = addSpan(tally, toFoldable(span));
      const { calls, counts, errors } = tally;
      return {
        atMs: span.endMs,
        costUsd: toUsd(calls.cost),
        tokens: calls.usage.inputTokens + calls.usage.outputTokens,
        llmCalls: counts.llm,
        toolCalls: counts.tool,
        errors,
      };
    });
}

/** The last one that is not later; undefined before the first. */
export function momentAt(moments: readonly ReplayMoment[], atMs: number): ReplayMoment | undefined {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (moments[middle]!.atMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return moments[low - 1];
}

/** A row as the fold reads spans. */
function toFoldable(span: SpanRow): FoldableSpan {
  return {
    traceId: "",
    spanId: span.id,
    name: span.name,
    startTimeUnixNano: toNano(span.startMs),
    endTimeUnixNano: toNano(span.endMs),
    status: { code: span.isFailed ? StatusCode.error : StatusCode.unset },
    resource: {},
    attributes: {
      [ROOTSPAN_KIND]: span.kind,
      [ROOTSPAN_ERROR_COUNTED]: span.isCountedElsewhere,
      [GEN_AI_USAGE_INPUT_TOKENS]: span.inputTokens,
      [GEN_AI_USAGE_OUTPUT_TOKENS]: span.outputTokens,
      ...(span.costUsd !== undefined && { [GEN_AI_USAGE_COST_AMOUNT]: span.costUsd }),
      ...(span.model !== undefined && { [GEN_AI_RESPONSE_MODEL]: span.model }),
      ...(span.agent !== undefined && { [GEN_AI_AGENT_NAME]: span.agent }),
    },
  };
}

function toNano(ms: number): bigint {
  return BigInt(Math.round(ms * 1_000)) * 1_000n;
}
