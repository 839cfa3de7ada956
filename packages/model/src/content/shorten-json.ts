/** Writes JSON and text within a bounded size, so that JSON still parses and what is short stays whole. */
import { byteLength, type Entry, type Part } from "./read-value.ts";

/** Both of them, less the comma that the last item lacks. */
const BRACKET_BYTES = 1;
/** Room for the marker that stands for what was left out of the outermost list, of other lists, and of objects. */
const MARKER_BYTES = 96;
const INNER_MARKER_BYTES = 32;
const OBJECT_MARKER_BYTES = 28;
/** An item that may keep less than this is left out instead. */
const LEAST_ITEM_BYTES = 256;
const LEAST_INNER_ITEM_BYTES = 96;
/** The same for the value of a property: any scalar, or a marker, fits. */
const LEAST_VALUE_BYTES = 40;
/** Bytes of the marker in a shortened text. */
const LONGEST_MARK = 40;

/**
 * The JSON text of a value in at most `maxBytes` UTF-8 bytes: what is longest in it is shortened first. Of the
 * outermost list the first and the latest items stay, of a list within the first ones, of an object the first
 * properties; a marker says how many are missing.
 * @param maxBytes at least 256
 */
export function shortenJson(part: Part, maxBytes: number): string {
  return part.kind === "list" ? writeOutermost(part.items, part.omitted, maxBytes) : write(part, maxBytes);
}

/** @param room at least 40 bytes, or as many as the part has */
function write(part: Part, room: number): string {
  switch (part.kind) {
    case "json":
      return part.json;
    case "text":
      return part.bytes <= room ? JSON.stringify(part.text) : writeText(part.text, room);
    case "list":
      return writeInner(part.items, part.omitted, room);
    case "object":
      break;
  }
  return writeObject(part.entries, part.omitted, room);
}

function writeOutermost(items: readonly Part[], omitted: number, maxBytes: number): string {
  const room = maxBytes - BRACKET_BYTES;
  if (omitted === 0 && sumOf(items, Infinity) <= room) return `[${writeAll(items, room).join(",")}]`;
  let left = room - MARKER_BYTES - Math.min(sizeOf(items[0]!), LEAST_ITEM_BYTES);
  let firstOfTail = items.length;
  while (firstOfTail > 1) {
    left -= Math.min(sizeOf(items[firstOfTail - 1]!), LEAST_ITEM_BYTES);
    if (left < 0) break;
    firstOfTail -= 1;
  }
  const missing = omitted + firstOfTail - 1;
  const [first, ...latest] = writeAll([items[0]!, ...items.slice(firstOfTail)], room - MARKER_BYTES);
  const marker = missing === 0 ? [] : [JSON.stringify({ omitted: missing, role: "omitted", parts: [] })];
  return `[${[first, ...marker, ...latest].join(",")}]`;
}

function writeInner(items: readonly Part[], omitted: number, room: number): string {
  if (omitted === 0 && sumOf(items, LEAST_INNER_ITEM_BYTES) <= room - BRACKET_BYTES) {
    return `[${writeAll(items, room - BRACKET_BYTES).join(",")}]`;
  }
  let left = room - BRACKET_BYTES - INNER_MARKER_BYTES;
  let kept = 0;
  while (kept < items.length) {
    left -= Math.min(sizeOf(items[kept]!), LEAST_INNER_ITEM_BYTES);
    if (left < 0) break;
    kept += 1;
  }
  const texts = writeAll(items.slice(0, kept), room - BRACKET_BYTES - INNER_MARKER_BYTES);
  return `[${[...texts, `{"omitted":${omitted + items.length - kept}}`].join(",")}]`;
}

function writeObject(entries: readonly Entry[], omitted: number, room: number): string {
  const leastOf = ({ nameBytes, value }: Entry): number => nameBytes + Math.min(sizeOf(value), LEAST_VALUE_BYTES);
  let left = room - BRACKET_BYTES;
  let kept = entries;
  if (omitted > 0 || entries.reduce((sum, entry) => sum + leastOf(entry), 0) > left) {
    left -= OBJECT_MARKER_BYTES;
    let unused = left;
    kept = entries.filter((entry) => {
      const least = leastOf(entry);
      if (least > unused) return false;
      unused -= least;
      return true;
    });
  }
  const forValues = kept.reduce((sum, { nameBytes }) => sum - nameBytes, left);
  const values = writeAll(
    kept.map(({ value }) => value),
    forValues,
  );
  const texts = values.map((value, index) => `${kept[index]!.name}:${value}`);
  const missing = omitted + entries.length - kept.length;
  if (missing > 0) texts.push(`"omitted":${missing}`);
  return `{${texts.join(",")}}`;
}

/** The small ones stay whole. @param room for all of them and a comma behind each */
function writeAll(parts: readonly Part[], room: number): string[] {
  const level = Math.floor(levelFor(parts.map(sizeOf), room));
  return parts.map((part) => write(part, Math.min(sizeOf(part), level) - 1));
}

function sizeOf(part: Part): number {
  return part.bytes + 1;
}

/** @param most what one of them counts at most */
function sumOf(parts: readonly Part[], most: number): number {
  return parts.reduce((sum, part) => sum + Math.min(sizeOf(part), most), 0);
}

/** Escapes make JSON longer than its text; each attempt aims lower, and the marker alone has none. */
function writeText(text: string, room: number): string {
  for (let target = room - 2; target > 0;) {
    const json = JSON.stringify(shortenToBytes(text, target));
    const bytes = byteLength(json);
    if (bytes <= room) return json;
    target = Math.min(target - 1, Math.floor(((target * room) / bytes) * 0.95));
  }
  return '""';
}

/** At most `maxBytes` UTF-8 bytes, or the marker alone where there is no room for more. */
export function shortenToBytes(text: string, maxBytes: number): string {
  // No UTF-16 unit takes more than three bytes, so most texts need no count.
  if (text.length * 3 <= maxBytes || (text.length <= maxBytes && byteLength(text) <= maxBytes)) return text;
  let length = Math.min(text.length, maxBytes) - LONGEST_MARK;
  for (;;) {
    const short = shortenText(text, Math.max(0, length));
    const bytes = byteLength(short);
    if (length <= 0 || bytes <= maxBytes) return short;
    length = Math.min(length - 1, Math.floor((length * (maxBytes - LONGEST_MARK)) / (bytes - LONGEST_MARK)));
  }
}

/** The text with its middle replaced by a marker. */
function shortenText(text: string, maxLength: number): string {
  const head = wholeCharacters(text, Math.ceil(maxLength * 0.75));
  const tail = text.slice(text.length - Math.floor(maxLength * 0.25)).replace(/^[\uDC00-\uDFFF]/, "");
  return `${head}…[${text.length - head.length - tail.length} characters omitted]…${tail}`;
}

/** Never cuts a surrogate pair in two. */
function wholeCharacters(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}

/** The height at which sizes must be cut so that their sum fits the room: the small ones stay whole. */
function levelFor(sizes: readonly number[], room: number): number {
  let unused = room;
  let left = sizes.length;
  for (const size of sizes.toSorted((a, b) => a - b)) {
    if (size * left > unused) return Math.max(0, unused / left);
    unused -= size;
    left -= 1;
  }
  return Infinity;
}
