/** Text that is safe in a terminal and in a log: it moves no cursor, changes no colour and starts no line. */

/** Controls of both sets, line and paragraph separators, what turns the direction of text, and halves of characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** The same text, with what is not printable written as JSON does it: `\u001b`. */
export function toPrintable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
