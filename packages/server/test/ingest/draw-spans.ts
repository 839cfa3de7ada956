/** Spans as a person would draw them: a tree of what each is, and of what it used and said. */
import {
  addSpan,
  EMPTY_TALLY,
  kindOf,
  modelsOf,
  type SpanRecord,
  stringArrayAttribute,
  stringAttribute,
  toUsd,
  usageOf,
} from "@rootspan/model";
import * as key from "@rootspan/model/attributes";

export function drawSpans(spans: readonly SpanRecord[]): string {
  const ids = new Set(spans.map((span) => span.spanId));
  const below = (parent: string | undefined): readonly SpanRecord[] =>
    spans
      .filter(
        ({ parentSpanId }) =>
          (parentSpanId !== undefined && ids.has(parentSpanId) ? parentSpanId : undefined) === parent,
      )
      .toSorted((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano));
  const draw = (span: SpanRecord, depth: number): readonly string[] => [
    "  ".repeat(depth) + drawSpan(span),
    ...below(span.spanId).flatMap((child) => draw(child, depth + 1)),
  ];
  return below(undefined)
    .flatMap((root) => draw(root, 0))
    .join("\n");
}

function drawSpan(span: SpanRecord): string {
  const { attributes, status } = span;
  const usage = usageOf(attributes);
  const { cost } = addSpan(EMPTY_TALLY, span).calls;
  const parts: readonly (string | undefined)[] = [
    kindOf(attributes),
    nameOf(span),
    kindOf(attributes) === "llm" || kindOf(attributes) === "embedding"
      ? stringAttribute(attributes, key.GEN_AI_PROVIDER_NAME)
      : undefined,
    modelsOf(attributes).join("←") || undefined,
    usage === undefined ? undefined : `${usage.inputTokens}→${usage.outputTokens}`,
    usage !== undefined && usage.cacheReadTokens > 0 ? `cached ${usage.cacheReadTokens}` : undefined,
    usage !== undefined && usage.reasoningTokens > 0 ? `reasoning ${usage.reasoningTokens}` : undefined,
    cost > 0n ? `$${toUsd(cost)}` : undefined,
    stringArrayAttribute(attributes, key.GEN_AI_RESPONSE_FINISH_REASONS)?.join(),
    status.code === 2
      ? `ERROR ${stringAttribute(attributes, key.ERROR_TYPE) ?? ""} ${status.message ?? ""}`
          .replaceAll(/ +/g, " ")
          .trim()
      : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(" · ");
}

function nameOf({ attributes, name }: SpanRecord): string | undefined {
  const tool = stringAttribute(attributes, key.GEN_AI_TOOL_NAME);
  if (tool !== undefined) {
    return `${tool}(${stringAttribute(attributes, key.GEN_AI_TOOL_CALL_ARGUMENTS) ?? ""}) = ${stringAttribute(attributes, key.GEN_AI_TOOL_CALL_RESULT) ?? ""}`;
  }
  const kind = kindOf(attributes);
  if (kind === "llm" || kind === "embedding") return undefined;
  return (
    stringAttribute(attributes, key.GEN_AI_AGENT_NAME) ?? stringAttribute(attributes, key.ROOTSPAN_SESSION_NAME) ?? name
  );
}
