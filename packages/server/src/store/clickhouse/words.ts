/** Search by words as search by parts of a text: all words of a span are one text, in which terms are looked for. */
import { type SearchTerm, toSearchTerms } from "../search/search-terms.ts";
import { canBePart, wordsOf } from "../search/words.ts";
import { allOf, literal } from "./literal.ts";

/** Between texts, so that no term goes over from one to the next. Words hold neither this nor a space. */
const BETWEEN_TEXTS = "\n";

export function toWords(texts: readonly string[]): string {
  return texts
    .map(wordsOf)
    .filter((words) => words.length > 0)
    .map((words) => ` ${words.join(" ")} `)
    .join(BETWEEN_TEXTS);
}

/** On a row of `sessions` of the project: every term is found in a span of it. Always true of a text without a word. */
export function holdsText(project: string, text: string): string {
  const terms = toSearchTerms(text).map((term) => `words LIKE ${literal(`%${toPart(term)}%`)}`);
  return allOf(
    terms.map((term) => `session IN (SELECT session FROM spans FINAL WHERE project = ${literal(project)} AND ${term})`),
  );
}

/** Words hold nothing that LIKE reads as something else. */
function toPart(term: SearchTerm): string {
  return term.length === 1 && canBePart(term[0]) ? term[0] : ` ${term.join(" ")}`;
}
