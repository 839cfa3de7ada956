/** Shortens JSON and text to a bounded size, so that JSON still parses and what is short stays whole. */

/** Room for the marker that stands for what was left out. */
const MARKER_BYTES = 96;
/** An item that may keep less than this is left out instead. */
const LEAST_ITEM_BYTES = 256;
/** Escapes can make JSON longer than its strings; each attempt aims lower. */
const ATTEMPTS = 4;
/** Bytes of the marker in a shortened text. */
const LONGEST_MARK = 40;

/** Bytes of UTF-8. Half a character counts as the replacement character that it becomes. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 ? 1 : 2;
    // A pair of units takes four bytes together.
    if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(index + 1))) index += 1;
  }
  return bytes;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/**
 * The JSON text of a plain value in at most `maxBytes` UTF-8 bytes: the longest texts in it are shortened first. Of a
 * list that has too many items the first and the latest stay, and a marker item says how many are missing in between.
 * @param maxBytes at least 256
 */
export function shortenJson(value: unknown, maxBytes: number): string {
  return Array.isArray(value) ? shortenList(value, maxBytes) : shortenItem(value, maxBytes);
}

function shortenList(items: readonly unknown[], maxBytes: number): string {
  const texts = items.map((item) => JSON.stringify(item));
  const sizes = texts.map((text) => byteLength(text) + 1);
  const budget = maxBytes - MARKER_BYTES;
  const kept = Math.max(1, Math.min(items.length, Math.floor(budget / LEAST_ITEM_BYTES)));
  const firstOfTail = items.length - (kept - 1);
  const isKept = (index: number): boolean => index === 0 || index >= firstOfTail;
  const level = levelFor(
    sizes.filter((_, index) => isKept(index)),
    budget,
  );
  const parts: string[] = [];
  for (const [index, text] of texts.entries()) {
    if (isKept(index)) parts.push(sizes[index]! <= level ? text : shortenItem(items[index], level - 1));
    if (index === 0 && firstOfTail > 1)
      parts.push(JSON.stringify({ omitted: firstOfTail - 1, role: "omitted", parts: [] }));
  }
  return `[${parts.join(",")}]`;
}

/** The text with its middle replaced by a marker, when it is longer than `maxLength` UTF-16 units. */
function shortenText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const head = wholeCharacters(text, Math.ceil(maxLength * 0.75));
  const tail = text.slice(text.length - Math.floor(maxLength * 0.25)).replace(/^[\uDC00-\uDFFF]/, "");
  return `${head}…[${text.length - head.length - tail.length} characters omitted]…${tail}`;
}

function shortenItem(item: unknown, maxBytes: number): string {
  const lengths: number[] = [];
  walkStrings(item, (text) => lengths.push(byteLength(text)));
  const skeleton = byteLength(JSON.stringify(item)) - sumOf(lengths);
  let room = maxBytes - skeleton;
  for (let attempt = 0; attempt < ATTEMPTS && room > 0; attempt += 1) {
    const level = Math.floor(levelFor(lengths, room));
    const text = JSON.stringify(withStrings(item, (value) => shortenToBytes(value, level)));
    const excess = byteLength(text) - maxBytes;
    if (excess <= 0) return text;
    room = Math.min(room - excess, Math.floor(room / 2));
  }
  return JSON.stringify(outline(item));
}

/** At most `maxBytes` UTF-8 bytes, or the marker alone where there is no room for more. */
export function shortenToBytes(text: string, maxBytes: number): string {
  // No UTF-16 unit takes more than three bytes, so most texts need no count.
  if (text.length * 3 <= maxBytes) return text;
  const bytes = byteLength(text);
  if (bytes <= maxBytes) return text;
  let length = Math.floor(((maxBytes - LONGEST_MARK) / bytes) * text.length);
  for (;;) {
    const short = shortenText(text, Math.max(0, length));
    // The parts that stay may hold longer characters than the average.
    if (length <= 0 || byteLength(short) <= maxBytes) return short;
    length = Math.floor(length * 0.8);
  }
}

/** What is left of an item that has no room: its short words, such as role, type and name. */
function outline(item: unknown): unknown {
  if (!isObject(item)) return null;
  const words = Object.entries(item).filter(
    ([name, value]) =>
      name.length <= 64 &&
      (typeof value === "number" || typeof value === "boolean" || (typeof value === "string" && value.length <= 32)),
  );
  return {
    ...Object.fromEntries(words.slice(0, 4)),
    ...(Array.isArray(item["parts"]) ? { parts: [] } : {}),
    omitted: true,
  };
}

/** The height at which sizes must be cut so that their sum fits the budget: the small ones stay whole. */
function levelFor(sizes: readonly number[], budget: number): number {
  let room = budget;
  let left = sizes.length;
  for (const size of sizes.toSorted((a, b) => a - b)) {
    if (size * left > room) return Math.max(0, room / left);
    room -= size;
    left -= 1;
  }
  return Infinity;
}

function walkStrings(value: unknown, visit: (text: string) => void): void {
  if (typeof value === "string") visit(value);
  else if (Array.isArray(value)) for (const item of value) walkStrings(item, visit);
  else if (isObject(value)) for (const key of Object.keys(value)) walkStrings(value[key], visit);
}

function withStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => withStrings(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withStrings(inner, change)]));
}

/** Never cuts a surrogate pair in two. */
function wholeCharacters(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
