/**
 * Words of a text as search knows them: folded in case and width, and split at everything that is neither letter, mark
 * nor digit. Scripts that write without spaces have no words that could be told apart here: their runs are cut into
 * pairs of characters that overlap, so that a part of a run is a sequence of its pairs, and its last character.
 */
import { foldCase } from "../fold-case.ts";

const UNSPACED =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Bopomofo}ー";

/** A run of a script without spaces, or a word of any other. */
const RUN = new RegExp(`[${UNSPACED}]+|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])+`, "gu");
const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, "u");

/** Most text is no other, and is split in a fifth of the time. */
const IS_ASCII = /^[\0-\x7f]*$/;
const ASCII_WORD = /[a-z0-9]+/g;

/**
 * Text of files in base64, keys and the like: nobody looks for words in it, and all of them would be new ones. What is
 * before it is looked at so that each run is gone through once.
 */
const OPAQUE = /(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/=_-]{200,}/g;
const MIN_OPAQUE_LENGTH = 200;

/** By the code of a character: those of `OPAQUE`. */
const IS_OPAQUE = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9+/=_-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Longer words are known by their beginning. */
const MAX_WORD_LENGTH = 64;

/** Shorter words are parts of so many others that only the beginning of a word is meant by them. */
const MIN_PART_LENGTH = 3;

/** Whether the word also stands for words that it is in the middle of. */
export function canBePart(word: string): boolean {
  return word.length >= MIN_PART_LENGTH && !IS_UNSPACED.test(word);
}

/** In order. */
export function wordsOf(text: string): readonly string[] {
  return asciiWordsOf(text) ?? runsOf(text).flatMap(({ pairs, last }) => [...pairs, ...last]);
}

/** Of a text that is searched for: what follows its end may be anything. */
export function soughtWordsOf(text: string): readonly string[] {
  return asciiWordsOf(text) ?? runsOf(text).flatMap(({ pairs, last }) => (pairs.length === 0 ? last : pairs));
}

/** Undefined of a text that has other characters. */
function asciiWordsOf(text: string): readonly string[] | undefined {
  if (!IS_ASCII.test(text)) return undefined;
  const words: string[] = withoutOpaque(text).toLowerCase().match(ASCII_WORD) ?? [];
  words.forEach((word, index) => {
    if (word.length > MAX_WORD_LENGTH) words[index] = word.slice(0, MAX_WORD_LENGTH);
  });
  return words;
}

function withoutOpaque(text: string): string {
  return hasOpaque(text) ? text.replace(OPAQUE, " ") : text;
}

/** A run of that length covers one of the places that are so far apart: nearly all characters need not be looked at. */
function hasOpaque(text: string): boolean {
  for (let place = MIN_OPAQUE_LENGTH - 1; place < text.length;) {
    let before = place;
    while (before > place - MIN_OPAQUE_LENGTH && IS_OPAQUE[text.charCodeAt(before)] === 1) before--;
    if (before === place - MIN_OPAQUE_LENGTH) return true;
    place = before + MIN_OPAQUE_LENGTH;
  }
  return false;
}

interface Run {
  /** Of a script without spaces; a word of another script is alone. */
  readonly pairs: readonly string[];
  readonly last: readonly string[];
}

function runsOf(text: string): readonly Run[] {
  return Array.from(foldCase(withoutOpaque(text)).matchAll(RUN), ([run]) => {
    if (!IS_UNSPACED.test(run)) return { pairs: [run.slice(0, MAX_WORD_LENGTH)], last: [] };
    const characters = Array.from(run);
    const pairs = characters.slice(1).map((character, index) => characters[index]! + character);
    return { pairs, last: characters.slice(-1) };
  });
}
