/** How a session is looked at: what the address of its page says. */
import { textOf, textsOf } from "../app/query-text.ts";

export const TABS = ["timeline", "chat", "errors", "environment", "raw"] as const;
export type Tab = (typeof TABS)[number];

/** What is absent is as it is at first. */
export interface SessionView {
  readonly tab?: Exclude<Tab, "timeline">;
  /** Id of the span that is open. */
  readonly span?: string;
  /** Text that spans are searched for. */
  readonly q?: string;
  /** Kinds that are shown. */
  readonly kind?: readonly string[];
  /** Only what failed. */
  readonly failed?: true;
  /** Whether the way that decided the duration is marked. */
  readonly path?: true;
}

export function parseSessionView(given: Readonly<Record<string, unknown>>): SessionView {
  const tab = TABS.find((name): name is Exclude<Tab, "timeline"> => name === given["tab"] && name !== "timeline");
  const span = textOf(given["span"]);
  const q = textOf(given["q"]);
  const kind = textsOf(given["kind"]);
  return {
    ...(tab !== undefined && { tab }),
    ...(span !== undefined && { span }),
    ...(q !== undefined && { q }),
    ...(kind.length > 0 && { kind }),
    ...(given["failed"] === "true" && { failed: true }),
    ...(given["path"] === "true" && { path: true }),
  };
}
