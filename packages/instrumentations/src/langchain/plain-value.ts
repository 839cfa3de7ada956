/** What components take and give, without the library's classes: messages as messages, documents as documents. */
import { isObject } from "../json-value.ts";
import { isMessage, toMessage } from "./messages.ts";

/** Messages lie in lists in the state of a graph, that in a command, and that in a list. */
const DEEPEST = 5;

/** The value itself, where nothing in it needs to be changed. */
export function toPlainValue(value: unknown, depth = 0): unknown {
  if (!isObject(value) || depth > DEEPEST) return value;
  if (isMessage(value)) return toMessage(value);
  if (Array.isArray(value)) return mapList(value, depth);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return mapObject(value, depth);
  return toOwnProperties(value, depth);
}

function mapList(list: readonly unknown[], depth: number): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (const [index, item] of list.entries()) {
    const plain = toPlainValue(item, depth + 1);
    if (plain !== item) (copy ??= [...list])[index] = plain;
  }
  return copy ?? list;
}

function mapObject(object: Readonly<Record<string, unknown>>, depth: number): unknown {
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(object)) {
    const plain = toPlainValue(object[name], depth + 1);
    if (plain !== object[name]) (copy ??= { ...object })[name] = plain;
  }
  return copy ?? object;
}

/** Of `Serializable`s, whose `toJSON` writes constructors and arguments, and of `Command`s and `Send`s. */
function toOwnProperties(object: Readonly<Record<string, unknown>>, depth: number): unknown {
  const isOfLibrary = "lc_serializable" in object || "lg_name" in object || "pageContent" in object;
  if (!isOfLibrary) return object;
  const own = Object.entries(object).filter(([name, item]) => !name.startsWith("lc_") && item !== undefined);
  return mapObject(Object.fromEntries(own), depth);
}
