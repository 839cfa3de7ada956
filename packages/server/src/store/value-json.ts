/** Values in JSON without loss: what JSON has no form for is text behind a mark. */
import { setOwn } from "../set-own.ts";

/** U+0001. A text that begins with it is marked once more. */
const MARK = "\u0001";
const MARK_CODE = 1;
/** The mark as `JSON.stringify` writes it: a text without it needs no unmarking. */
export const MARK_IN_JSON = "\\u0001";

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

/** The value that was marked. */
export function unmark(value: unknown): unknown {
  if (typeof value === "string")
    return value.charCodeAt(0) === MARK_CODE ? unmarkText(value[1], value.slice(2)) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(unmark);
  const plain: Tree = {};
  for (const [key, item] of Object.entries(value)) setOwn(plain, key, unmark(item));
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
    const marked = mark(tree[key]);
    if (marked !== tree[key]) setOwn((copy ??= { ...tree }), key, marked);
  }
  return copy ?? tree;
}

function unmarkText(kind: string | undefined, text: string): unknown {
  if (kind === "i") return BigInt(text);
  if (kind === "d") return Number(text);
  return kind === "b" ? new Uint8Array(Buffer.from(text, "base64")) : text;
}
