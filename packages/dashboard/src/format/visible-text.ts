/**
 * Text of spans as it may be shown. Whoever wrote it may want to deceive: characters that reorder what follows, hide
 * it or steer a terminal are shown by name instead.
 */

/** Controls but tab and line feed, bidirectional controls, invisible fillers and tag characters. */
const DECEIVING =
  // Control characters are what is looked for.
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** The same text with every deceiving character as `␛` or `⟨U+202E⟩`. */
export function toVisibleText(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(DECEIVING, toVisibleCharacter);
}

function toVisibleCharacter(character: string): string {
  const code = character.codePointAt(0)!;
  // The pictures of control characters.
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

/** At most so many characters of one line, for places that show a line. */
export function toVisibleLine(text: string, maxLength = 300): string {
  const start = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return toVisibleText(start.toWellFormed()).replace(/\s+/g, " ");
}
