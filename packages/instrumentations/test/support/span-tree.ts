/** Spans as the tree that a person would draw. */
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { numberAttribute, stringArrayAttribute, stringAttribute } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";

/**
 * One line a span, children indented, in order of their start:
 * `chat gpt-4o-mini: stop, 12 in, 7 out` or `chat gpt-4o-mini: ERROR invalid_api_key`.
 */
export function treeOf(spans: readonly ReadableSpan[]): string {
  const ids = new Set(spans.map((span) => span.spanContext().spanId));
  const inOrder = spans.toSorted((a, b) => a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1]);
  const lines: string[] = [];
  const draw = (span: ReadableSpan, depth: number): void => {
    lines.push("  ".repeat(depth) + describe(span));
    for (const child of inOrder)
      if (child.parentSpanContext?.spanId === span.spanContext().spanId) draw(child, depth + 1);
  };
  for (const span of inOrder) if (!ids.has(span.parentSpanContext?.spanId ?? "")) draw(span, 0);
  return lines.join("\n");
}

function describe({ name, attributes, status }: ReadableSpan): string {
  const read = attributes as Readonly<Record<string, string | number | string[]>>;
  const facts = [
    ...(status.code === 2 ? [`ERROR ${stringAttribute(read, key.ERROR_TYPE)}`] : []),
    ...(stringArrayAttribute(read, key.GEN_AI_RESPONSE_FINISH_REASONS) ?? []),
    ...count(numberAttribute(read, key.GEN_AI_USAGE_INPUT_TOKENS), "in"),
    ...count(numberAttribute(read, key.GEN_AI_USAGE_OUTPUT_TOKENS), "out"),
  ];
  return facts.length === 0 ? name : `${name}: ${facts.join(", ")}`;
}

function count(tokens: number | undefined, unit: string): string[] {
  return tokens === undefined ? [] : [`${tokens} ${unit}`];
}
