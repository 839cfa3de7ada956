/** Values in JSON without loss: what JSON has no form for is text behind a mark. */
import { setOwn } from "../set-own.ts";

/** U+0001. A text that begins with it is marked once more. */
const MARK = "\u0001";
const MARK_CODE = 1;
/** As `JSON.stringify` writes it. */
const MARK_IN_JSON = "\\u0001";

/**
 * Before the hexadecimal UTF-16 of a key that JSON would escape: V8 13.6 reads escapes in keys wrongly. After
 * `{"a":1,"\\\\":1}` it takes the second key of `{"a":1,"\\n":1}` for a backslash too.
 */
const KEY_MARK = "\uE001";
const IS_MARKED_KEY = /^\uE001|["\\\p{Cc}\p{Cs}]/u;

/** The value itself where JSON can hold it as it is, which is nearly always; else a copy with marks. */
export function mark(value: unknown): unknown {
  if (typeof value === "string") return value.charCodeAt(0) === MARK_CODE ? `${MARK}s${value}` : value;
  if (typeof value === "number") return markNumber(value);
  if (typeof value === "bigint") return `${MARK}i${value}`;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return markArray(value);
  if (ArrayBuffer.isView(value)) return `${MARK}b${Buffer.from(value as Uint8Array).toString("base64")}`;
  return markObject(value as Tree);
}

/** The value of which a marked one was written as JSON. @throws SyntaxError */
export function readMarked(json: string): unknown {
  const value: unknown = JSON.parse(json);
  return json.includes(MARK_IN_JSON) || json.includes(KEY_MARK) ? unmark(value) : value;
}

function unmark(value: unknown): unknown {
  if (typeof value === "string")
    return value.charCodeAt(0) === MARK_CODE ? unmarkText(value[1], value.slice(2)) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(unmark);
  const plain: Tree = {};
  for (const [key, item] of Object.entries(value)) setOwn(plain, unmarkKey(key), unmark(item));
  return plain;
}

type Tree = Record<string, unknown>;

/** JSON has no number for what is not finite, and drops the sign of -0. */
function markNumber(value: number): number | string {
  if (Object.is(value, -0)) return `${MARK}d-0`;
  return Number.isFinite(value) ? value : `${MARK}d${value}`;
}

function markArray(items: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < items.length; index++) {
    const marked = mark(items[index]);
    if (marked !== items[index]) (copy ??= [...items])[index] = marked;
  }
  return copy ?? items;
}

function markObject(tree: Tree): Tree {
  let copy: Tree | undefined;
  for (const key in tree) {
    if (IS_MARKED_KEY.test(key)) return markEntries(tree);
    const marked = mark(tree[key]);
    if (marked !== tree[key]) setOwn((copy ??= { ...tree }), key, marked);
  }
  return copy ?? tree;
}

function markEntries(tree: Tree): Tree {
  const copy: Tree = {};
  for (const [key, value] of Object.entries(tree)) setOwn(copy, markKey(key), mark(value));
  return copy;
}

function markKey(key: string): string {
  return IS_MARKED_KEY.test(key) ? KEY_MARK + Buffer.from(key, "utf16le").toString("hex") : key;
}

function unmarkKey(key: string): string {
  return key.startsWith(KEY_MARK) ? Buffer.from(key.slice(KEY_MARK.length), "hex").toString("utf16le") : key;
}

function unmarkText(kind: string | undefined, text: string): unknown {
  if (kind === "i") return BigInt(text);
  if (kind === "d") return Number(text);
  return kind === "b" ? new Uint8Array(Buffer.from(text, "base64")) : text;
}
