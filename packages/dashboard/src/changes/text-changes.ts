/** What became of a text, word by word. */
import { diffWordsWithSpace } from "diff";

export interface TextPart {
  readonly text: string;
  readonly in: "both" | "before" | "now";
}

/** Characters of both texts; nobody reads the words that differ in more. */
const LONGEST = 40_000;
const MOST_EDITS = 1_000;
/** Texts that have less in common are two texts, and not one that was changed. */
const LEAST_ALIKE = 0.3;

/** Undefined where the texts have little in common, or are too long to be compared. */
export function changesOfText(before: string, now: string): readonly TextPart[] | undefined {
  if (before.length + now.length > LONGEST) return undefined;
  const parts = diffWordsWithSpace(before, now, { maxEditLength: MOST_EDITS })?.map(
    ({ value, added, removed }): TextPart => ({ text: value, in: added ? "now" : removed ? "before" : "both" }),
  );
  return parts !== undefined && likenessOf(parts) >= LEAST_ALIKE ? parts : undefined;
}

/** The share of the longer text that is in both, 0 to 1. */
function likenessOf(parts: readonly TextPart[]): number {
  const lengths = { both: 0, before: 0, now: 0 };
  for (const part of parts) lengths[part.in] += part.text.trim().length;
  const longer = lengths.both + Math.max(lengths.before, lengths.now);
  return longer === 0 ? 1 : lengths.both / longer;
}
