/** What JSON would lose of a value, in a form that it keeps. */

/** @param maxEntries of a map or a set: the first so many, and how many more there are */
export function toPlain(item: unknown, maxEntries: number): unknown {
  if (typeof item === "bigint") return item.toString();
  if (typeof item === "function" || typeof item === "symbol") return `[${typeof item}]`;
  if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
  const bytes = bytesIn(item);
  if (bytes !== undefined) return `[${bytes} bytes]`;
  if (Object.getPrototypeOf(item) === Object.prototype) return item;
  if (item instanceof Map) return entriesOf(item, item.size, maxEntries);
  if (item instanceof Set) return itemsOf(item, maxEntries);
  if (isError(item)) return Object.assign({ name: item.name, message: item.message }, causeOf(item), item);
  switch (tagOf(item)) {
    case "RegExp":
    case "URLSearchParams":
      return (item as RegExp).toString();
    case "Headers":
    case "FormData":
      return entriesOf(item as Iterable<[unknown, unknown]>, undefined, maxEntries);
    case "Number":
    case "String":
    case "Boolean":
    case "BigInt":
      return toPlain(item.valueOf(), maxEntries);
  }
  return isOpaque(item) ? `[${classNameOf(item)}]` : item;
}

/** Undefined for what is not bytes. Asked before `toJSON`: that of a Buffer lists every byte. */
export function bytesIn(item: object): number | undefined {
  if (ArrayBuffer.isView(item)) return item.byteLength;
  if (item instanceof ArrayBuffer) return item.byteLength;
  if (typeof SharedArrayBuffer !== "undefined" && item instanceof SharedArrayBuffer) return item.byteLength;
  // A Buffer whose toJSON the application has called.
  const { type, data } = item as { type?: unknown; data?: unknown };
  return type === "Buffer" && Array.isArray(data) ? data.length : undefined;
}

function entriesOf(entries: Iterable<[unknown, unknown]>, size: number | undefined, max: number): object {
  const plain: Record<string, unknown> = Object.create(null);
  let count = 0;
  for (const [name, value] of entries) {
    if (count >= max) {
      plain["omitted"] = size === undefined ? true : size - count;
      break;
    }
    plain[typeof name === "object" && name !== null ? `[${classNameOf(name)}]` : String(name)] = value;
    count += 1;
  }
  return plain;
}

function itemsOf(items: ReadonlySet<unknown>, max: number): readonly unknown[] {
  const plain: unknown[] = [];
  for (const item of items) {
    if (plain.length >= max) {
      plain.push({ omitted: items.size - max });
      break;
    }
    plain.push(item);
  }
  return plain;
}

/** Not enumerable, so a copy of the error would lack it. */
function causeOf({ cause }: Error): { cause?: unknown } {
  return cause === undefined ? {} : { cause };
}

/** By its tag as well: an error of another realm is none of this one's. */
function isError(item: object): item is Error {
  return item instanceof Error || tagOf(item) === "Error";
}

/** An object of a class that shows nothing of itself. */
function isOpaque(item: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(item);
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return false;
  return Object.keys(item).length === 0;
}

function classNameOf(item: object): string {
  const { constructor } = item as { constructor?: unknown };
  return (typeof constructor === "function" && constructor.name) || tagOf(item);
}

function tagOf(item: object): string {
  return Object.prototype.toString.call(item).slice(8, -1);
}
