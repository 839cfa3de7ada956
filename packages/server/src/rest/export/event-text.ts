/** Reads what spans hold as text. */
import { type Attributes, type AttributeValue, stringAttribute } from "@rootspan/model";

/** The JSON value in the first of the keys that is there; text that is no JSON as it is; null where none is there. */
export function readContent(attributes: Attributes, ...keys: readonly string[]): unknown {
  for (const key of keys) {
    const value = attributes[key];
    if (value !== undefined && value !== null)
      return typeof value === "string" ? parseOrKeep(value) : toJsonValue(value);
  }
  return null;
}

export function parseOrKeep(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function textOrNull(attributes: Attributes, key: string): string | null {
  return stringAttribute(attributes, key) ?? null;
}

/** As JSON for people: 64-bit integers as decimal text, bytes as base64, numbers that are not finite as text. */
export function toJsonValue(value: AttributeValue): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(toJsonValue);
  return toJsonAttributes(value as Attributes);
}

export function toJsonAttributes(attributes: Attributes): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, toJsonValue(value)]));
}
