/** Which words of a Markdown text are marked, when it is held against another one. */
import fc from "fast-check";
import { changesOfText } from "../src/changes/text-changes.ts";
import { shareOut, textOfToken, toTokens, wordsOf } from "../src/ui/markdown-leaves.ts";

const BEFORE = "Your **89.90 EUR** are back:\n\n1. Reference `rf_1`\n2. It takes **3 days**\n\n| a |\n|---|\n| old |";
const NOW = "Your **89.90 EUR** are back:\n\n- Reference `rf_2`\n- It takes two days\n\n| a |\n|---|\n| new |";

it("has the words of a text without how they are marked up", () => {
  expect(wordsOf(BEFORE).split("\n")).toEqual([
    "Your ",
    "89.90 EUR",
    " are back:",
    "Reference ",
    "rf_1",
    "It takes ",
    "3 days",
    "a",
    "old",
  ]);
});

it("finds what only one text says, within the tokens that say it", () => {
  const parts = changesOfText(wordsOf(BEFORE), wordsOf(NOW))!.filter((part) => part.in !== "before");
  const shares = shareOut(toTokens(NOW)!, parts);
  const marked = [...shares].flatMap(([token, share]) =>
    share.filter((part) => part.in === "now").map(({ text }) => `${token.type}: ${text}`),
  );
  expect(marked).toEqual(["codespan: rf_2", "text: two", "text: new"]);
});

it("gives every token its own text, whatever the text is", () => {
  const pieces = fc.constantFrom(
    "a",
    "**b**",
    "`c`",
    "\n",
    "\n\n",
    "- ",
    "> ",
    "# ",
    "|",
    "[l](http://x.y)",
    "<i>",
    " ",
    "\\*",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (some) => {
      const text = some.join("");
      const shares = shareOut(toTokens(text)!, [{ text: wordsOf(text), in: "both" }]);
      for (const [token, share] of shares) expect(share.map((part) => part.text).join("")).toBe(textOfToken(token));
    }),
  );
});
