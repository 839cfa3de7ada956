/**
 * Reads a value for its JSON, as `JSON.stringify` would, but no more of it than can be kept: each getter and `toJSON`
 * at most once, and nothing behind the point where it is certain that the whole is too long.
 */
import { bytesIn, toPlain } from "./to-plain.ts";

/** A value that was read. `bytes` are those of its JSON; `Infinity` where they were not counted and are too many. */
export type Part =
  | { readonly kind: "json"; readonly json: string; readonly bytes: number }
  | { readonly kind: "text"; readonly text: string; readonly bytes: number }
  | { readonly kind: "list"; readonly items: readonly Part[]; readonly omitted: number; readonly bytes: number }
  | { readonly kind: "object"; readonly entries: readonly Entry[]; readonly omitted: number; readonly bytes: number };

export interface Entry {
  /** As JSON. */
  readonly name: string;
  /** Of the name and its colon. */
  readonly nameBytes: number;
  readonly value: Part;
}

/** Replaces each value, the outermost first; `undefined` leaves it out. */
export type Replace = (value: unknown, key: string) => unknown;

/** Deeper values are named only: the host's stack may be nearly used up. */
const DEEPEST = 500;
/** Text counts at most so much towards the point where reading stops, because it can be shortened. */
const TEXT_COST = 16;

/** Stands for what threw when it was read. */
const UNREADABLE = "[unreadable]";

/** Undefined where nothing is left of the value. */
export function readValue(value: unknown, maxBytes: number, replace: Replace): Part | undefined {
  return new Reader(maxBytes, replace).readOutermost(value);
}

class Reader {
  readonly #maxBytes: number;
  readonly #replace: Replace;
  readonly #ancestors = new Set<object>();
  /** Levels of objects that have had their share of what may be read after the end. */
  readonly #extended = new Set<number>();
  /** Bytes that may be read yet. */
  #room: number;
  /** Characters of text whose bytes are counted yet. */
  #countable: number;

  constructor(maxBytes: number, replace: Replace) {
    this.#maxBytes = maxBytes;
    this.#replace = replace;
    // A comma more is counted than there are.
    this.#room = maxBytes + 1;
    this.#countable = 4 * maxBytes;
  }

  readOutermost(value: unknown): Part | undefined {
    return this.#read(value, "", 0);
  }

  /** Undefined for what JSON leaves out. */
  #read(given: unknown, key: string, depth: number): Part | undefined {
    let item: unknown;
    try {
      item = this.#toItem(given, key);
      if (typeof item === "object" && item !== null) return this.#readInner(item, depth);
    } catch {
      item = UNREADABLE;
    }
    return this.#readScalar(item);
  }

  #toItem(given: unknown, key: string): unknown {
    // No property takes fewer than four bytes, and few lists have shorter items.
    const maxEntries = Math.ceil(this.#maxBytes / 4);
    const plain = toPlain(jsonOf(given, key), maxEntries);
    const kept = this.#replace(plain, key);
    return kept === plain ? plain : toPlain(kept, maxEntries);
  }

  #readScalar(item: unknown): Part | undefined {
    if (item === undefined) return undefined;
    if (typeof item === "string") {
      this.#room -= 3 + Math.min(item.length, TEXT_COST);
      return { kind: "text", text: item, bytes: this.#bytesOfText(item) };
    }
    const json = JSON.stringify(item);
    this.#room -= json.length + 1;
    return { kind: "json", json, bytes: json.length };
  }

  #readInner(item: object, depth: number): Part | undefined {
    if (this.#ancestors.has(item)) return this.#readScalar("[circular]");
    if (depth > DEEPEST) return this.#readScalar("[too deep]");
    this.#ancestors.add(item);
    this.#room -= 2;
    try {
      return Array.isArray(item) ? this.#readList(item, depth) : this.#readObject(item, depth);
    } finally {
      this.#ancestors.delete(item);
    }
  }

  /** The first items; of the outermost list also the latest. */
  #readList(list: readonly unknown[], depth: number): Part {
    const { length } = list;
    const items: Part[] = [];
    while (items.length < length && this.#room > 0) items.push(this.#readItem(list, items.length, depth));
    const latest: Part[] = [];
    if (depth === 0 && items.length < length) {
      this.#room = this.#maxBytes;
      for (let index = length - 1; index >= items.length && this.#room > 0; index -= 1) {
        latest.push(this.#readItem(list, index, depth));
      }
    }
    const all = latest.length === 0 ? items : [...items, ...latest.toReversed()];
    const bytes = all.reduce((sum, part) => sum + part.bytes + 1, all.length === 0 ? 2 : 1);
    return { kind: "list", items: all, omitted: length - all.length, bytes: all.length < length ? Infinity : bytes };
  }

  #readItem(list: readonly unknown[], index: number, depth: number): Part {
    let item: unknown;
    try {
      item = list[index];
    } catch {
      item = UNREADABLE;
    }
    return this.#read(item, String(index), depth + 1) ?? (this.#readScalar(null) as Part);
  }

  #readObject(object: object, depth: number): Part {
    const keys = Object.keys(object);
    const entries: Entry[] = [];
    let read = 0;
    // Two braces, and no comma behind the last one.
    let bytes = 1;
    for (; read < keys.length && (this.#room > 0 || this.#extend(depth)); read += 1) {
      const key = keys[read]!;
      let given: unknown;
      try {
        given = (object as Readonly<Record<string, unknown>>)[key];
      } catch {
        given = UNREADABLE;
      }
      const value = this.#read(given, key, depth + 1);
      if (value === undefined) continue;
      const name = JSON.stringify(key);
      const nameBytes = byteLength(name) + 1;
      this.#room -= nameBytes;
      bytes += nameBytes + value.bytes + 1;
      entries.push({ name, nameBytes, value });
    }
    const omitted = keys.length - read;
    return { kind: "object", entries, omitted, bytes: omitted > 0 ? Infinity : Math.max(2, bytes) };
  }

  /** One large value does not hide those beside it: the outer an object, the more of it is read nevertheless. */
  #extend(depth: number): boolean {
    if (this.#extended.has(depth)) return false;
    this.#extended.add(depth);
    this.#room = Math.floor(this.#maxBytes / 2 ** (depth + 1));
    return this.#room > 0;
  }

  #bytesOfText(text: string): number {
    if (text.length > this.#maxBytes || text.length > this.#countable) return Infinity;
    this.#countable -= text.length;
    return byteLength(JSON.stringify(text));
  }
}

/** As `JSON.stringify` asks for it, except of bytes. */
function jsonOf(value: unknown, key: string): unknown {
  if (typeof value === "bigint") return value;
  if (typeof value !== "object" || value === null || bytesIn(value) !== undefined) return value;
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === "function" ? (toJSON.call(value, key) as unknown) : value;
}

const BEYOND_ASCII = /[\u0080-\uffff]/;

/** Bytes of UTF-8. Half a character counts as the replacement character that it becomes. */
export function byteLength(text: string): number {
  let bytes = text.length;
  if (!BEYOND_ASCII.test(text)) return bytes;
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
