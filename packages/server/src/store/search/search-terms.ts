/** What a search asks for. */
import { canBePart, soughtWordsOf } from "./words.ts";

/**
 * Words that follow each other. Of one word, any word that contains it is meant, or that begins with it where it is
 * short; of several, these words, of which the last may go on.
 */
export type SearchTerm = readonly [string, ...string[]];

/** A piece without spaces, or all between two double quotes. */
const PIECE = /"([^"]*)"?|[^\s"]+/gu;

/** All of them must be found. None in a text without a word. */
export function toSearchTerms(text: string): readonly SearchTerm[] {
  return [...text.matchAll(PIECE)]
    .map(([piece, quoted]) => soughtWordsOf(quoted ?? piece))
    .filter((words) => words.length > 0) as unknown as readonly SearchTerm[];
}

export function holdsTerm(words: readonly string[], term: SearchTerm): boolean {
  const last = term.length - 1;
  if (last === 0) return words.some((word) => (canBePart(term[0]) ? word.includes(term[0]) : word.startsWith(term[0])));
  return words.some((_, start) =>
    term.every((word, index) => {
      const found = words[start + index];
      return index === last ? found?.startsWith(word) : found === word;
    }),
  );
}
