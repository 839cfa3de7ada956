/** Writes the values that OTLP/JSON is made of, straight to text: no tree of objects is built for them. */
import type { HrTime } from "@opentelemetry/api";
import { types } from "node:util";

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const NANOS_PER_SECOND = 1_000_000_000;

/** Most strings of a span are ids and names, for which this is twice as fast as `JSON.stringify`. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;
const MAX_PLAIN_LENGTH = 64;

/** Receivers end at some depth too (ours at 64 levels) and then refuse the whole request. It also ends cycles. */
const MAX_DEPTH = 32;
const TOO_DEEP = quote(`[nested deeper than ${MAX_DEPTH} levels]`);

/** Attribute keys repeat from span to span. Hosts that make keys up as they go must not fill the memory. */
const MAX_KNOWN_KEYS = 2_000;
const knownKeys = new Map<string, string>();

/** JSON text of a string. A surrogate without its other half becomes U+FFFD: strict receivers refuse it otherwise. */
export function quote(text: string): string {
  if (isPlain(text)) return `"${text}"`;
  return JSON.stringify(text.isWellFormed() ? text : text.toWellFormed());
}

function isPlain(text: string): boolean {
  return text.length <= MAX_PLAIN_LENGTH && PLAIN.test(text);
}

/** A JSON array of OTLP's KeyValue. */
export function toKeyValues(attributes: Readonly<Record<string, unknown>>): string {
  return toPairs(attributes, 0);
}

/** Nanoseconds since 1970 as OTLP/JSON has them: decimal text. What is no time, or before 1970, is 0. */
export function toUnixNano([seconds, nanos]: HrTime): string {
  const isPlain = Number.isInteger(seconds) && Number.isInteger(nanos) && nanos >= 0 && nanos < NANOS_PER_SECOND;
  if (isPlain && seconds > 0) return `"${seconds}${String(nanos).padStart(9, "0")}"`;
  if (!Number.isFinite(seconds) || !Number.isFinite(nanos)) return '"0"';
  const time = BigInt(Math.trunc(seconds)) * BigInt(NANOS_PER_SECOND) + BigInt(Math.trunc(nanos));
  return `"${time > 0n ? time : 0n}"`;
}

function toPairs(attributes: Readonly<Record<string, unknown>>, depth: number): string {
  let text = "[";
  let separator = "";
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    // Each piece that a text is put together from costs; these two kinds are most values, and need the fewest.
    if (typeof value === "string" && isPlain(value)) {
      text += `${separator}${keyText(key)}{"stringValue":"${value}"}}`;
    } else if (Number.isSafeInteger(value)) {
      text += `${separator}${keyText(key)}{"intValue":"${value as number}"}}`;
    } else {
      text += `${separator}${keyText(key)}${toAnyValue(value, depth)}}`;
    }
    separator = ",";
  }
  return `${text}]`;
}

/** Up to where the value begins. */
function keyText(key: string): string {
  let text = knownKeys.get(key);
  if (text !== undefined) return text;
  text = `{"key":${quote(key)},"value":`;
  if (knownKeys.size < MAX_KNOWN_KEYS && key.length < 256) knownKeys.set(key, text);
  return text;
}

/** An empty value is OTLP's null; it also stands for what OTLP has no kind for, such as functions. */
function toAnyValue(value: unknown, depth: number): string {
  if (typeof value === "string") return `{"stringValue":${quote(value)}}`;
  if (typeof value === "number") return toNumber(value);
  if (typeof value === "boolean") return value ? '{"boolValue":true}' : '{"boolValue":false}';
  if (typeof value === "bigint") return toInteger(value);
  return typeof value === "object" && value !== null ? toCollection(value, depth + 1) : "{}";
}

/** Digits as text say more than a rounded double. */
function toInteger(value: bigint): string {
  return value >= MIN_INT64 && value <= MAX_INT64 ? `{"intValue":"${value}"}` : `{"stringValue":"${value}"}`;
}

/** Whole numbers are int64, as OpenTelemetry's own serialisers have it; doubles that JSON has no number for are text. */
function toNumber(value: number): string {
  if (Number.isSafeInteger(value)) return `{"intValue":"${value}"}`;
  if (!Number.isFinite(value)) return `{"doubleValue":"${value}"}`;
  const integer = Number.isInteger(value) ? BigInt(value) : undefined;
  if (integer === undefined || integer < MIN_INT64 || integer > MAX_INT64) return `{"doubleValue":${value}}`;
  return `{"intValue":"${integer}"}`;
}

function toCollection(value: object, depth: number): string {
  if (types.isUint8Array(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return `{"bytesValue":"${bytes.toString("base64")}"}`;
  }
  if (depth > MAX_DEPTH) return `{"stringValue":${TOO_DEEP}}`;
  if (!Array.isArray(value)) {
    return `{"kvlistValue":{"values":${toPairs(value as Readonly<Record<string, unknown>>, depth)}}}`;
  }
  let items = "";
  for (let index = 0; index < value.length; index += 1) {
    items += `${index === 0 ? "" : ","}${toAnyValue(value[index], depth)}`;
  }
  return `{"arrayValue":{"values":[${items}]}}`;
}
