/** Text that is safe in a terminal and in a log: it moves no cursor, changes no colour and starts no line. */

/** Controls of both sets, line and paragraph separators, what turns the direction of text, and halves of characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** The same text, with what is not printable written as `\x1b` or `\u202e`. */
export function toPrintable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
