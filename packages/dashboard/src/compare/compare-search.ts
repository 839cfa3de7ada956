/** Which two sessions are compared, and how: what the address says. */
import { textOf } from "../app/query-text.ts";

export interface CompareSearch {
  /** Ids of sessions. */
  readonly a?: string;
  readonly b?: string;
  /** Only spans that differ, and what leads to them. */
  readonly different?: true;
  /** Id of a span of either session: the row that is open. */
  readonly span?: string;
}

export function parseCompareSearch(given: Readonly<Record<string, unknown>>): CompareSearch {
  const [a, b, span] = [textOf(given["a"]), textOf(given["b"]), textOf(given["span"])];
  return {
    ...(a !== undefined && { a }),
    ...(b !== undefined && { b }),
    ...(given["different"] === "true" || given["different"] === true ? { different: true } : {}),
    ...(span !== undefined && { span }),
  };
}
