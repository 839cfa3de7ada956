/** What a span takes in memory, from above: what a bound on memory counts with. */
import type { Attributes } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";

/** A span without attributes, and an entry besides its text: measured, and rounded up. */
const SPAN_BYTES = 1_200;
const ENTRY_BYTES = 64;
/** An item of a list besides its text. */
const ITEM_BYTES = 24;
/** An event or a link without attributes. */
const PART_BYTES = 200;
/** V8 keeps a text in two bytes a character as soon as one character needs them. */
const CHARACTER_BYTES = 2;

export function estimateBytes({ name, attributes, events, links, status }: ReadableSpan): number {
  let bytes = SPAN_BYTES + textBytes(name) + textBytes(status.message) + attributeBytes(attributes);
  for (const event of events) bytes += PART_BYTES + textBytes(event.name) + attributeBytes(event.attributes);
  for (const link of links) bytes += PART_BYTES + attributeBytes(link.attributes);
  return bytes;
}

function attributeBytes(attributes: Attributes | undefined): number {
  let bytes = 0;
  for (const name in attributes) {
    const value = attributes[name];
    bytes += ENTRY_BYTES + (Array.isArray(value) ? listBytes(value) : textBytes(value));
  }
  return bytes;
}

function listBytes(items: readonly unknown[]): number {
  let bytes = 0;
  for (const item of items) bytes += ITEM_BYTES + textBytes(item);
  return bytes;
}

function textBytes(value: unknown): number {
  return typeof value === "string" ? value.length * CHARACTER_BYTES : 0;
}
