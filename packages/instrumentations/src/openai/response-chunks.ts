/** Adds up the events of a response's stream to the response that they spell. */
import type { Attributes } from "@opentelemetry/api";
import type { ContentLimits } from "@rootspan/model/content";
import { isObject, type JsonObject, numberOf, objectOf, textOf } from "../json-value.ts";
import type { ChunkReader } from "../surface.ts";

/** An output item as far as it has come. */
interface Item {
  known: JsonObject;
  /** Pieces by the field that they belong to, and for texts by the index of their part. */
  readonly texts: Map<string, string>;
}

/** Where the pieces of an event go: the field of the item, in which texts are parts of their own. */
const FIELD_BY_EVENT: Readonly<Record<string, string>> = {
  "response.output_text.delta": "text",
  "response.refusal.delta": "refusal",
  "response.reasoning_text.delta": "reasoning",
  "response.reasoning_summary_text.delta": "summary",
  "response.function_call_arguments.delta": "arguments",
  "response.mcp_call_arguments.delta": "arguments",
  "response.custom_tool_call_input.delta": "input",
  "response.code_interpreter_call_code.delta": "code",
};

export interface ResponseReader extends ChunkReader {
  /** The response so far; empty before the first event. */
  response(): JsonObject;
}

export function createResponseReader(
  limits: ContentLimits,
  describe: (response: JsonObject, limits: ContentLimits) => Attributes,
): ResponseReader {
  let response: JsonObject = {};
  const items = new Map<number, Item>();

  const itemAt = (event: JsonObject): Item => {
    const index = numberOf(event["output_index"]) ?? 0;
    let item = items.get(index);
    if (item === undefined) {
      item = { known: {}, texts: new Map() };
      items.set(index, item);
    }
    return item;
  };
  const whole = (): JsonObject => {
    const output = response["output"];
    const isTold = Array.isArray(output) && output.length > 0;
    if (isTold || items.size === 0) return response;
    return { ...response, output: inOrder(items).map(toItem) };
  };

  return {
    read(event) {
      if (!isObject(event)) return;
      const type = textOf(event["type"]) ?? "";
      const told = objectOf(event["response"]);
      if (told !== undefined) {
        response = told;
      } else if (type === "response.output_item.added" || type === "response.output_item.done") {
        const item = objectOf(event["item"]);
        if (item !== undefined) itemAt(event).known = limits.captureContent ? item : { type: item["type"] };
      } else if (type === "error") {
        response = { ...response, status: "failed", error: event };
      } else if (limits.captureContent && Object.hasOwn(FIELD_BY_EVENT, type)) {
        append(itemAt(event).texts, FIELD_BY_EVENT[type]!, event, limits.maxAttributeBytes);
      }
    },
    response: whole,
    attributes: () => describe(whole(), limits),
  };
}

/** Stops at twice what can be recorded: a stream without an end must not fill the memory. */
function append(texts: Map<string, string>, field: string, event: JsonObject, maxLength: number): void {
  const delta = event["delta"];
  if (typeof delta !== "string") return;
  const part = numberOf(event["content_index"]) ?? numberOf(event["summary_index"]) ?? 0;
  const name = `${field}.${part}`;
  const text = texts.get(name) ?? "";
  if (text.length <= 2 * maxLength) texts.set(name, text + delta);
}

function inOrder(items: ReadonlyMap<number, Item>): readonly Item[] {
  return Array.from(items)
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item);
}

/** What the item's last word was; of one that is not done, with the pieces that came. */
function toItem({ known, texts }: Item): JsonObject {
  if (texts.size === 0 || known["status"] === "completed") return known;
  const of = (field: string): string[] =>
    Array.from(texts)
      .filter(([name]) => name.startsWith(`${field}.`))
      .map(([, text]) => text);
  const content = [
    ...of("text").map((text) => ({ type: "output_text", text })),
    ...of("refusal").map((refusal) => ({ type: "refusal", refusal })),
  ];
  const reasoning = of("reasoning").map((text) => ({ type: "reasoning_text", text }));
  const summary = of("summary").map((text) => ({ type: "summary_text", text }));
  const [written] = [...of("arguments"), ...of("input"), ...of("code")];
  return {
    ...known,
    ...(content.length > 0 && { content }),
    ...(reasoning.length > 0 && { content: reasoning }),
    ...(summary.length > 0 && { summary }),
    ...(written !== undefined && { arguments: written, input: written, code: written }),
  };
}
