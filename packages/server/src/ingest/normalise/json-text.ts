/** Reads and writes attributes that hold JSON as text. */
import type { AttributeValue } from "@rootspan/model";

export type Fields = Readonly<Record<string, unknown>>;

/** The JSON value in a text; the text itself where it is none; any other value as it is. */
export function fromJsonText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Undefined for nothing, and for a list of nothing. */
export function toJsonText(value: unknown): string | undefined {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return undefined;
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? String(item) : item));
}

/** The fields of an object; none of anything else. */
export function toFields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The fields of an object that an attribute holds as text or as it is. */
export function fieldsOf(value: AttributeValue | undefined): Fields {
  return toFields(fromJsonText(value));
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function countOf(value: unknown): number | undefined {
  const number =
    typeof value === "string" && value.trim() !== ""
      ? Number(value)
      : typeof value === "bigint"
        ? Number(value)
        : value;
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : undefined;
}
