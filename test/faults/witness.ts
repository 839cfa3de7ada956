/** What an application of the fault harness knows to be in its journal: written down before anything else happens. */
import { readFileSync } from "node:fs";
import type { Plan } from "./plan.ts";

/** A span that was journaled: its end has returned. */
export interface WitnessedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** `rootspan.kind` */
  readonly kind: string;
  /** Of roots: end state, and reason. */
  readonly end?: string;
}

/** One line of the file; the first one says how the process is to die. */
export type Testimony =
  | { readonly type: "begun"; readonly plan: Plan }
  | { readonly type: "started"; readonly traceId: string; readonly spanId: string; readonly isOwner: boolean }
  | { readonly type: "span"; readonly span: WitnessedSpan }
  /** Said before `end` is called: it may take effect, or not. */
  | { readonly type: "ending"; readonly traceId: string; readonly end: string };

/** As harness and application compare the ends of sessions. */
export function toEnd(state: unknown, reason: unknown): string {
  return [state, reason].filter((part) => typeof part === "string").join(": ");
}

/** A last line that is cut off was never said. */
export function readTestimonies(path: string): readonly Testimony[] {
  const lines = readText(path).split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Testimony);
}

/** An application may die before it has said a word. */
function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
