/** The spans of a session as a tree, one line each. */
import type { SpanItem } from "@rootspan/model/rest";
import { toPrintable } from "../../printable.ts";
import type { Terminal } from "../command.ts";
import { formatMilliseconds } from "../output/amounts.ts";
import { createPaint, type Paint } from "../output/colour.ts";
import { cutToWidth } from "../output/text-width.ts";

const ERROR_STATUS = 2;
/** Markers tell a receiver something and are no work. */
const HIDDEN_KINDS: ReadonlySet<string> = new Set(["marker"]);
const NAME_WIDTH = 48;
const NS_PER_MS = 1_000_000n;

/** @param spans by start time; one whose parent is not among them stands at the top */
export function toTreeLines(spans: readonly SpanItem[], terminal: Terminal): readonly string[] {
  const shown = spans.filter(({ kind }) => !HIDDEN_KINDS.has(kind));
  const ids = new Set(shown.map(({ span_id }) => span_id));
  const tops: SpanItem[] = [];
  const children = new Map<string, SpanItem[]>();
  for (const span of shown) {
    const parent = span.parent_span_id;
    if (parent === null || !ids.has(parent)) tops.push(span);
    else if (children.has(parent)) children.get(parent)!.push(span);
    else children.set(parent, [span]);
  }
  const paint = createPaint(terminal);
  const lines: string[] = [];
  // A stack of its own: a chain of spans may be deeper than the stack of calls. Spans that are each other's parents
  // are below no top, and are not shown.
  const waiting = tops.map((span) => ({ span, depth: 0 })).toReversed();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { span, depth } = next;
    lines.push(toLine(span, depth, terminal, paint));
    for (const child of (children.get(span.span_id) ?? []).toReversed())
      waiting.push({ span: child, depth: depth + 1 });
  }
  return lines;
}

function toLine(span: SpanItem, depth: number, { columns }: Terminal, paint: Paint): string {
  const failed = span.status_code === ERROR_STATUS;
  const width = columns === undefined ? Infinity : Math.max(NAME_WIDTH, columns - 28);
  const name = cutToWidth(`${"  ".repeat(depth)}${failed ? "✗" : "·"} ${toPrintable(span.name)}`, width);
  const ms = Number((BigInt(span.end_time_unix_nano) - BigInt(span.start_time_unix_nano)) / NS_PER_MS);
  const facts = paint("gray", `${toPrintable(span.kind)} ${formatMilliseconds(Math.max(0, ms))}`);
  return `${failed ? paint("red", name) : name}  ${facts}`;
}
