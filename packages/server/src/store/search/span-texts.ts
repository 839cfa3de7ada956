/** What of a span can be searched. */
import type { Attributes } from "@rootspan/model";
import type { SpanRest } from "../span-rest.ts";

/** Texts in texts, as JSON in attributes, are read so deep. */
const MAX_DEPTH = 64;

/** The name, and every text and number of attributes, events and status; of JSON, those in it. */
export function textsOf(name: string, { attributes, events, status }: SpanRest): readonly string[] {
  const texts: string[] = [name];
  if (status.message !== undefined) texts.push(status.message);
  collect(attributes, texts, 0);
  for (const event of events) {
    texts.push(event.name);
    collect(event.attributes, texts, 0);
  }
  return texts;
}

function collect(value: Attributes[string] | Attributes, texts: string[], depth: number): void {
  if (typeof value === "string") collectText(value, texts, depth);
  else if (typeof value === "number" || typeof value === "bigint") texts.push(String(value));
  else if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value) && depth < MAX_DEPTH) {
    for (const item of Object.values(value)) collect(item, texts, depth + 1);
  }
}

function collectText(text: string, texts: string[], depth: number): void {
  if (depth < MAX_DEPTH && /^\s*[{[]/.test(text)) {
    try {
      collect(JSON.parse(text) as Attributes[string], texts, depth + 1);
      return;
    } catch {
      // A text that only begins like JSON.
    }
  }
  texts.push(text);
}
