/** Graphs that wait for somebody, and the runs that resume them: of this process, by the thread they belong to. */
import { type Attributes, type Context, type Link, type SpanContext, trace } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, toContent } from "@rootspan/model/content";
import { objectOf, textOf } from "../json-value.ts";
import { toPlainValue } from "./plain-value.ts";
import type { RunStart } from "./run-start.ts";

/** Of more threads, those that have waited longest are forgotten: many are never resumed. */
const MAX_WAITING = 10_000;

/** The span of the graph that waits, by thread. */
const waiting = new Map<string, SpanContext>();

export function isWaiting(interrupts: unknown): interrupts is readonly unknown[] {
  return Array.isArray(interrupts) && interrupts.length > 0;
}

/** What a graph waits for: `[{id, value}]`. */
export function interruptAttributes(interrupts: unknown, limits: ContentLimits): Attributes {
  if (!isWaiting(interrupts)) return {};
  const payload = toContent(key.ROOTSPAN_GRAPH_INTERRUPTS, toPlainValue(interrupts), limits);
  return payload === undefined ? {} : { [key.ROOTSPAN_GRAPH_INTERRUPTS]: payload };
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
