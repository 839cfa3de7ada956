/** How many columns of a terminal a text takes, and texts that are cut to some. */

/** Characters that most terminals give two columns: https://www.unicode.org/reports/tr11/ */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;
const NARROWEST = /^[\p{Mark}\p{Cf}]$/u;

const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export function textWidth(text: string): number {
  let width = 0;
  for (const { segment } of characters.segment(text)) width += widthOf(segment);
  return width;
}

/** With an ellipsis for what is cut off. */
export function cutToWidth(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let cut = "";
  let used = 1;
  for (const { segment } of characters.segment(text)) {
    used += widthOf(segment);
    if (used > width) break;
    cut += segment;
  }
  return `${cut}…`;
}

export function padToWidth(text: string, width: number, align: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, width - textWidth(text)));
  return align === "left" ? text + space : space + text;
}

function widthOf(character: string): number {
  if (WIDE.test(character)) return 2;
  return NARROWEST.test(character) ? 0 : 1;
}
