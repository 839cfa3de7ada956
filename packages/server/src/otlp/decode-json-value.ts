/** Decodes AnyValue and lists of KeyValue of OTLP/JSON. */
import type { Attributes, AttributeValue } from "@rootspan/model";
import { describe, eachItem, type JsonObject, objectField, readField, textField } from "./json-fields.ts";
import { OtlpDecodeError } from "./otlp-decode-error.ts";
import { setOwn } from "../set-own.ts";
import { MAX_VALUE_DEPTH, type ValueBudget } from "./value-budget.ts";

const INTEGER = /^-?\d{1,20}$/;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const MIN_INT64 = -(1n << 63n);
const MAX_INT64 = (1n << 63n) - 1n;
/** What proto3's JSON mapping writes for doubles that JSON has no number for. */
const SPECIAL_DOUBLES: Readonly<Record<string, number>> = { NaN, Infinity, "-Infinity": -Infinity };

/** The attributes in a field; of two with the same key the later counts. */
export function attributesField(object: JsonObject, field: string, budget: ValueBudget, depth = 0): Attributes {
  const attributes: Record<string, AttributeValue> = {};
  eachItem(object, field, (item) => {
    budget.take(1);
    const value = objectField(item, "value");
    const decoded = value === undefined ? null : readField("value", () => decodeValue(value, budget, depth));
    setOwn(attributes, textField(item, "key"), decoded);
  });
  return attributes;
}

/** The AnyValue in a field; null where there is none. */
export function valueField(object: JsonObject, field: string, budget: ValueBudget): AttributeValue {
  const value = objectField(object, field);
  return value === undefined ? null : readField(field, () => decodeValue(value, budget, 0));
}

/** A value without a kind, or whose kind is null, is null: OpenTelemetry JS writes that where a double is not finite. */
function decodeValue(value: JsonObject, budget: ValueBudget, depth: number): AttributeValue {
  if (isPresent(value, "stringValue")) return textField(value, "stringValue");
  if (isPresent(value, "intValue")) return readField("intValue", () => toInteger(value["intValue"]));
  if (isPresent(value, "doubleValue")) return readField("doubleValue", () => toDouble(value["doubleValue"]));
  if (isPresent(value, "boolValue")) return readField("boolValue", () => toBoolean(value["boolValue"]));
  if (isPresent(value, "bytesValue")) return readField("bytesValue", () => toBytes(value["bytesValue"]));
  const list = objectField(value, "arrayValue");
  if (list !== undefined) return readField("arrayValue", () => toArray(list, budget, deeper(depth)));
  const pairs = objectField(value, "kvlistValue");
  if (pairs === undefined) return null;
  return readField("kvlistValue", () => attributesField(pairs, "values", budget, deeper(depth)));
}

function isPresent(value: JsonObject, field: string): boolean {
  return value[field] !== undefined && value[field] !== null;
}

function toArray(list: JsonObject, budget: ValueBudget, depth: number): AttributeValue {
  const values: AttributeValue[] = [];
  eachItem(list, "values", (item) => {
    budget.take(1);
    values.push(decodeValue(item, budget, depth));
  });
  return values;
}

/** int64: a number where it is exact, else a bigint. Most emitters write text, OpenTelemetry JS a number. */
function toInteger(value: unknown): AttributeValue {
  if (typeof value === "string" ? INTEGER.test(value) : Number.isInteger(value)) {
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number === 0 ? 0 : number;
    const integer = BigInt(value as string | number);
    if (integer >= MIN_INT64 && integer <= MAX_INT64) return integer;
  }
  throw new OtlpDecodeError(`an integer of 64 bits expected, not ${describe(value)}`);
}

function toDouble(value: unknown): AttributeValue {
  if (typeof value === "number") return value;
  if (typeof value === "string") {
    if (Object.hasOwn(SPECIAL_DOUBLES, value)) return SPECIAL_DOUBLES[value]!;
    const number = Number(value);
    if (value.trim() !== "" && Number.isFinite(number)) return number;
  }
  throw new OtlpDecodeError(`a number expected, not ${describe(value)}`);
}

function toBoolean(value: unknown): AttributeValue {
  if (typeof value === "boolean") return value;
  throw new OtlpDecodeError(`true or false expected, not ${describe(value)}`);
}

function toBytes(value: unknown): AttributeValue {
  if (typeof value === "string" && BASE64.test(value)) return new Uint8Array(Buffer.from(value, "base64"));
  throw new OtlpDecodeError(`base64 expected, not ${typeof value === "string" ? "other text" : describe(value)}`);
}

function deeper(depth: number): number {
  if (depth < MAX_VALUE_DEPTH) return depth + 1;
  throw new OtlpDecodeError(`an attribute is nested deeper than ${MAX_VALUE_DEPTH} levels`);
}
