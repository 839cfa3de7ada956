/** Reads fields of OTLP/JSON: proto3's JSON mapping, with OTLP's own rules. A missing field and null are the default. */
import { OtlpDecodeError, within } from "./otlp-decode-error.ts";

export type JsonObject = { readonly [key: string]: unknown };

const MAX_UINT64 = (1n << 64n) - 1n;
const MAX_UINT32 = 2 ** 32 - 1;
const DIGITS = /^\d{1,20}$/;

/** @throws OtlpDecodeError when the value is no object */
export function toObject(value: unknown): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new OtlpDecodeError(`an object expected, not ${describe(value)}`);
}

/** Undefined where the field is missing. */
export function objectField(object: JsonObject, field: string): JsonObject | undefined {
  const value = object[field];
  if (value === undefined || value === null) return undefined;
  return readField(field, () => toObject(value));
}

/** Calls `visit` with each item of a list; the items must be objects. */
export function eachItem(object: JsonObject, field: string, visit: (item: JsonObject) => void): void {
  const items = object[field];
  if (items === undefined || items === null) return;
  if (!Array.isArray(items)) throw new OtlpDecodeError(`an array expected, not ${describe(items)}`, { path: field });
  for (let index = 0; index < items.length; index++) {
    try {
      visit(toObject(items[index]));
    } catch (error) {
      throw within(error, `${field}[${index}]`);
    }
  }
}

/** Well-formed Unicode: a surrogate without its other half becomes U+FFFD, as no store and no peer takes it. */
export function textField(object: JsonObject, field: string): string {
  const value = object[field];
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw new OtlpDecodeError(`text expected, not ${describe(value)}`, { path: field });
  return value.toWellFormed();
}

/** An id: hex of any case, not base64. */
export function hexField(object: JsonObject, field: string): string {
  return textField(object, field).toLowerCase();
}

/** uint32 or an enum; enums are numbers in OTLP/JSON, never names. */
export function integerField(object: JsonObject, field: string): number {
  const value = object[field];
  if (value === undefined || value === null) return 0;
  const number = typeof value === "string" && DIGITS.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= MAX_UINT32) return number;
  throw new OtlpDecodeError(`an integer of 32 bits expected, not ${describe(value)}`, { path: field });
}

/** fixed64: decimal text, or a number from emitters that write one. */
export function timeField(object: JsonObject, field: string): bigint {
  const value = object[field];
  if (value === undefined || value === null) return 0n;
  if (typeof value === "string" ? DIGITS.test(value) : Number.isInteger(value)) {
    const time = BigInt(value as string | number);
    if (time >= 0n && time <= MAX_UINT64) return time;
  }
  throw new OtlpDecodeError(`nanoseconds since 1970 expected, not ${describe(value)}`, { path: field });
}

/** Runs `read`; a fault in it is told with the field's name in front. */
export function readField<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw within(error, field);
  }
}

/** A value in words, short and without its content. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "string") return "a text";
  return typeof value === "object" ? "an object" : `${value as number | boolean}`;
}
