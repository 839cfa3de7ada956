/** Adds up the chunks of a stream that is not read to its end: the library does so only at the end. */
import type { Attributes } from "@opentelemetry/api";
import type { ContentLimits } from "@rootspan/model/content";
import { arrayOf, isObject, type JsonObject, numberOf, objectOf, textOf } from "../json-value.ts";
import type { ChunkReader } from "../surface.ts";

interface ToolCall {
  id: string | undefined;
  name: string;
  args: string;
}

/** @param describe maps an `LLMResult` */
export function createMessageChunkReader(
  limits: ContentLimits,
  describe: (result: unknown, limits: ContentLimits) => Attributes,
): ChunkReader {
  const maxLength = limits.captureContent ? 2 * limits.maxAttributeBytes : 0;
  let text = "";
  let id: string | undefined;
  let response: JsonObject = {};
  let usage: JsonObject | undefined;
  const calls = new Map<number, ToolCall>();

  return {
    read(chunk) {
      // A completion's chunks are texts.
      if (typeof chunk === "string") text = append(text, chunk, maxLength);
      if (!isObject(chunk)) return;
      id ??= textOf(chunk["id"]);
      text = append(text, textIn(chunk["content"]), maxLength);
      const metadata = objectOf(chunk["response_metadata"]);
      if (metadata !== undefined && Object.keys(metadata).length > 0) response = { ...response, ...metadata };
      const more = objectOf(chunk["usage_metadata"]);
      if (more !== undefined) usage = sumOf(usage ?? {}, more);
      for (const part of arrayOf(chunk["tool_call_chunks"]) ?? []) if (isObject(part)) readCall(part, calls, maxLength);
    },
    attributes() {
      const message = {
        id,
        type: "ai",
        content: text,
        tool_calls: Array.from(calls.values(), ({ args, ...call }) => ({ ...call, args: parsed(args) })),
        response_metadata: response,
        usage_metadata: usage,
      };
      return describe({ generations: [[{ message }]] }, limits);
    },
  };
}

function textIn(content: unknown): string {
  if (typeof content === "string") return content;
  return (arrayOf(content) ?? []).map((block) => textOf(objectOf(block)?.["text"]) ?? "").join("");
}

/** Stops at twice what can be recorded: a stream without an end must not fill the memory. */
export function append(text: string, more: string, maxLength: number): string {
  return text.length >= maxLength ? text : text + more;
}

/** Providers say the counts in parts: some at the start, the rest at the end. */
function sumOf(a: JsonObject, b: JsonObject): JsonObject {
  const sum: Record<string, unknown> = { ...a };
  for (const [name, value] of Object.entries(b)) {
    const count = numberOf(value);
    if (count !== undefined) sum[name] = (numberOf(a[name]) ?? 0) + count;
    else if (isObject(value)) sum[name] = sumOf(objectOf(a[name]) ?? {}, value);
  }
  return sum;
}

function readCall(part: JsonObject, calls: Map<number, ToolCall>, maxLength: number): void {
  const index = numberOf(part["index"]) ?? calls.size;
  let call = calls.get(index);
  if (call === undefined) calls.set(index, (call = { id: undefined, name: "", args: "" }));
  call.id ??= textOf(part["id"]);
  call.name = append(call.name, textOf(part["name"]) ?? "", maxLength);
  call.args = append(call.args, textOf(part["args"]) ?? "", maxLength);
}

/** Arguments as the object that they spell; as the text itself where the stream was left before their end. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
