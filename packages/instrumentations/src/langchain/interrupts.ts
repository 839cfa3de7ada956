/** Graphs that wait for somebody, and the runs that resume them: of this process, by the thread they belong to. */
import { type Attributes, type Context, type Link, type SpanContext, trace } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, toContent } from "@rootspan/model/content";
import { isObject, objectOf, textOf } from "../json-value.ts";
import { toPlainValue } from "./plain-value.ts";
import type { GraphRun } from "./run.ts";
import type { RunStart } from "./run-start.ts";

/** Of more threads, those that have waited longest are forgotten: many are never resumed. */
const MAX_WAITING = 10_000;

/** The span of the graph that waits, by thread. */
const waiting = new Map<string, SpanContext>();

/** A breakpoint says nothing: an empty list. What else steers a graph has no such list. */
export function isWaiting(interrupts: unknown): interrupts is readonly unknown[] {
  return Array.isArray(interrupts);
}

/** Of a graph's own output, in the modes that tell of it: `values` and `updates`. */
export function waitsIn(chunk: unknown): boolean {
  const payload = Array.isArray(chunk) ? (chunk.at(-1) as unknown) : chunk;
  return isObject(payload) && "__interrupt__" in payload;
}

/** Notes that the graph waits. The same is told by all that it passes on its way out. */
export function addInterrupts(graph: GraphRun, interrupts: readonly unknown[]): void {
  graph.interrupts ??= new Set();
  for (const interrupt of interrupts) graph.interrupts.add(interrupt);
}

/** What a graph waits for: `[{id, value}]`. */
export function interruptAttributes(interrupts: readonly unknown[], limits: ContentLimits): Attributes {
  const attributes = { [key.ROOTSPAN_GRAPH_IS_WAITING]: true };
  if (interrupts.length === 0) return attributes;
  const payload = toContent(key.ROOTSPAN_GRAPH_INTERRUPTS, toPlainValue(interrupts), limits);
  return payload === undefined ? attributes : { ...attributes, [key.ROOTSPAN_GRAPH_INTERRUPTS]: payload };
}

export function threadOf({ metadata }: RunStart): string | undefined {
  return textOf(metadata["thread_id"]);
}

export function rememberInterrupted(thread: string, where: Context): void {
  const span = trace.getSpanContext(where);
  if (span === undefined) return;
  waiting.delete(thread);
  waiting.set(thread, span);
  if (waiting.size > MAX_WAITING) waiting.delete(waiting.keys().next().value!);
}

/** Where the run goes on with a thread that waits. */
export function resumedLinks(thread: string | undefined, input: unknown): Link[] {
  if (thread === undefined) return [];
  const context = waiting.get(thread);
  if (context === undefined || !isResumption(input)) return [];
  waiting.delete(thread);
  return [{ context }];
}

/** `new Command({ resume })`, or `null`, which the library wraps. */
function isResumption(input: unknown): boolean {
  const { resume, input: wrapped } = objectOf(input) ?? {};
  return resume !== undefined || wrapped === null;
}
