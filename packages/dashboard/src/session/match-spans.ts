/** Which spans a reader asked for. */
import type { SessionView } from "./session-view.ts";
import type { SpanRow } from "./span-row.ts";

/** As many digits of an id are no number that a reader looks for. */
const LEAST_ID_DIGITS = 8;

/** Ids of those that match all that is asked; undefined when nothing is asked. */
export function matchSpans(
  spans: readonly SpanRow[],
  { q, kind, failed }: SessionView,
): ReadonlySet<string> | undefined {
  if (q === undefined && kind === undefined && failed === undefined) return undefined;
  const words = q?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  const matching = spans.filter((span) => {
    if (failed === true && !span.isFailed) return false;
    if (kind !== undefined && !kind.includes(span.kind)) return false;
    const text = [span.name, span.model, span.agent, span.statusMessage].join(" ").toLowerCase();
    const isOfId = (word: string): boolean => word.length >= LEAST_ID_DIGITS && span.id.startsWith(word);
    return words.every((word) => text.includes(word) || isOfId(word));
  });
  return new Set(matching.map(({ id }) => id));
}
