/** Decodes `opentelemetry.proto.common.v1`: AnyValue, KeyValue and the scope. */
import type { Attributes, AttributeValue, InstrumentationScope } from "@rootspan/model";
import { OtlpDecodeError } from "./otlp-decode-error.ts";
import type { ProtobufReader } from "./protobuf-reader.ts";
import { setOwn } from "../set-own.ts";
import { MAX_VALUE_DEPTH, type ValueBudget } from "./value-budget.ts";

export type OpenAttributes = Record<string, AttributeValue>;

/** Reads one KeyValue into the target; of two with the same key the later counts. */
export function readAttribute(reader: ProtobufReader, budget: ValueBudget, target: OpenAttributes, depth = 0): void {
  budget.take(1);
  const outer = reader.enter();
  let key = "";
  let value: AttributeValue = null;
  while (reader.position < reader.end) {
    const tag = reader.readTag();
    if (tag === 0x0a) key = reader.readKey();
    else if (tag === 0x12) value = readValue(reader, budget, depth);
    else reader.skip(tag, 2);
  }
  reader.leave(outer);
  setOwn(target, key, value);
}

/** Resource: only its attributes are kept. */
export function readResource(reader: ProtobufReader, budget: ValueBudget, target: OpenAttributes): void {
  const outer = reader.enter();
  while (reader.position < reader.end) {
    const tag = reader.readTag();
    if (tag === 0x0a) readAttribute(reader, budget, target);
    else if (tag === 0x10) reader.readUint32();
    else reader.skip(tag, 2);
  }
  reader.leave(outer);
}

export interface OpenScope extends InstrumentationScope {
  name: string;
  version?: string;
  attributes?: Attributes;
}

export function readScope(reader: ProtobufReader, budget: ValueBudget, target: OpenScope): void {
  const outer = reader.enter();
  const attributes: OpenAttributes = {};
  let version = "";
  while (reader.position < reader.end) {
    const tag = reader.readTag();
    if (tag === 0x0a) target.name = reader.readText();
    else if (tag === 0x12) version = reader.readText();
    else if (tag === 0x1a) readAttribute(reader, budget, attributes);
    else if (tag === 0x20) reader.readUint32();
    else reader.skip(tag, 4);
  }
  reader.leave(outer);
  if (version !== "") target.version = version;
  if (Object.keys(attributes).length > 0) target.attributes = attributes;
}

/** One AnyValue. */
export function readValue(reader: ProtobufReader, budget: ValueBudget, depth: number): AttributeValue {
  const outer = reader.enter();
  let value: AttributeValue = null;
  while (reader.position < reader.end) {
    const tag = reader.readTag();
    // prettier-ignore
    switch (tag) {
      case 0x0a: value = reader.readText(); break;
      case 0x10: value = reader.readBoolean(); break;
      case 0x18: value = reader.readInt64(); break;
      case 0x21: value = reader.readDouble(); break;
      case 0x2a: value = readArray(reader, budget, deeper(reader, depth)); break;
      case 0x32: value = readKeyValues(reader, budget, deeper(reader, depth)); break;
      case 0x3a: value = reader.readBytes(); break;
      default: reader.skip(tag, 7);
    }
  }
  reader.leave(outer);
  return value;
}

function readArray(reader: ProtobufReader, budget: ValueBudget, depth: number): AttributeValue {
  const outer = reader.enter();
  const values: AttributeValue[] = [];
  while (reader.position < reader.end) {
    const tag = reader.readTag();
    if (tag === 0x0a) {
      budget.take(1);
      values.push(readValue(reader, budget, depth));
    } else reader.skip(tag, 1);
  }
  reader.leave(outer);
  return values;
}

function readKeyValues(reader: ProtobufReader, budget: ValueBudget, depth: number): AttributeValue {
  const outer = reader.enter();
  const values: OpenAttributes = {};
  while (reader.position < reader.end) {
    const tag = reader.readTag();
    if (tag === 0x0a) readAttribute(reader, budget, values, depth);
    else reader.skip(tag, 1);
  }
  reader.leave(outer);
  return values;
}

function deeper(reader: ProtobufReader, depth: number): number {
  if (depth < MAX_VALUE_DEPTH) return depth + 1;
  throw new OtlpDecodeError(`an attribute is nested deeper than ${MAX_VALUE_DEPTH} levels`, {
    offset: reader.position,
  });
}
