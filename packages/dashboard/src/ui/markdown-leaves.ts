/** Markdown as what a reader reads of it: its words in their order, each with the token that it stands in. */
import { lexer, type Token, type Tokens } from "marked";
import type { TextPart } from "../changes/text-changes.ts";
import { toVisibleText } from "../format/visible-text.ts";

/** Longer texts are shown as they are: nobody reads their layout. */
const LONGEST = 20_000;
/** What is nested deeper is shown as it is. */
export const DEEPEST = 24;

/** Words of one token do not run into those of the next. */
const BETWEEN = "\n";

/** Undefined for what is too long, or nested so deeply that the lexer gives up. */
export function toTokens(text: string): readonly Token[] | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    return lexer(toVisibleText(text.toWellFormed()));
  } catch {
    return undefined;
  }
}

/** What a token says itself; undefined where its own tokens say it, and where it says nothing. */
export function textOfToken(token: Token): string | undefined {
  switch (token.type) {
    case "code":
    case "codespan":
    case "escape":
      return (token as Tokens.Code | Tokens.Codespan | Tokens.Escape).text;
    case "text":
      return token.tokens === undefined ? (token as Tokens.Text).text : undefined;
    case "html":
      return token.raw;
    default:
      return undefined;
  }
}

/** The words of a text, without how they are marked up. */
export function wordsOf(text: string): string {
  const tokens = toTokens(text);
  return tokens === undefined ? text : leavesOf(tokens).map(textOfToken).join(BETWEEN);
}

/**
 * Of each token, the parts of its own text.
 * @param parts of `wordsOf` the same text, one after the other
 */
export function shareOut(
  tokens: readonly Token[],
  parts: readonly TextPart[],
): ReadonlyMap<Token, readonly TextPart[]> {
  const shares = new Map<Token, readonly TextPart[]>();
  const left = [...parts];
  const take = (length: number): readonly TextPart[] => {
    const taken: TextPart[] = [];
    for (let missing = length; missing > 0 && left.length > 0;) {
      const { text, in: side } = left[0]!;
      taken.push({ text: text.slice(0, missing), in: side });
      if (text.length > missing) left[0] = { text: text.slice(missing), in: side };
      else left.shift();
      missing -= text.length;
    }
    return taken;
  };
  for (const token of leavesOf(tokens)) {
    shares.set(token, take(textOfToken(token)!.length));
    take(BETWEEN.length);
  }
  return shares;
}

function leavesOf(tokens: readonly Token[], depth = 0): readonly Token[] {
  if (depth > DEEPEST) return [];
  return tokens.flatMap((token) =>
    textOfToken(token) === undefined ? leavesOf(childrenOf(token), depth + 1) : [token],
  );
}

function childrenOf(token: Token): readonly Token[] {
  if (token.type === "list") return (token as Tokens.List).items.flatMap((item) => item.tokens);
  if (token.type !== "table") return ("tokens" in token && token.tokens) || [];
  const { header, rows } = token as Tokens.Table;
  return [header, ...rows].flatMap((row) => row.flatMap((cell) => cell.tokens));
}
