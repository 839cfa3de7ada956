/**
 * Adds up the events in which a model tells its answer: `ChatModelStreamEvent`s of `@langchain/core` 1.x, of which
 * nothing else makes an `LLMResult`.
 */
import type { Attributes } from "@opentelemetry/api";
import type { ContentLimits } from "@rootspan/model/content";
import { isObject, type JsonObject, objectOf, textOf } from "../json-value.ts";
import type { ChunkReader } from "../surface.ts";
import { append, parsed } from "./message-chunks.ts";

/** @param describe maps an `LLMResult` */
export function createMessageEventReader(
  limits: ContentLimits,
  describe: (result: unknown, limits: ContentLimits) => Attributes,
): ChunkReader {
  const maxLength = 2 * limits.maxAttributeBytes;
  const blocks = new Map<unknown, JsonObject>();
  let id: string | undefined;
  let response: JsonObject = {};
  let usage: JsonObject | undefined;
  let failure: JsonObject | undefined;

  const readBlock = ({ event, index, content, delta }: JsonObject): void => {
    const known = blocks.get(index);
    if (event !== "content-block-delta") blocks.set(index, objectOf(content) ?? {});
    else if (known !== undefined) blocks.set(index, withDelta(known, objectOf(delta) ?? {}, maxLength));
  };

  return {
    read(event) {
      if (!isObject(event)) return;
      switch (event["event"]) {
        case "content-block-start":
        case "content-block-delta":
        case "content-block-finish":
          if (limits.captureContent) readBlock(event);
          return;
        case "error":
          failure = { message: event["message"], code: event["code"] };
          return;
        default:
          break;
      }
      id ??= textOf(event["id"]);
      // What is said last stands for all that was said before.
      usage = objectOf(event["usage"]) ?? usage;
      const reason = textOf(event["reason"]);
      response = { ...response, ...objectOf(event["responseMetadata"]), ...(reason && { finish_reason: reason }) };
    },
    attributes() {
      const content = Array.from(blocks.values());
      const message = {
        id,
        type: "ai",
        content,
        tool_calls: content.filter(({ type }) => CALLS.has(type)).map(toCall),
        response_metadata: response,
        usage_metadata: usage,
      };
      return describe({ generations: [[{ message }]] }, limits);
    },
    error: () => failure,
  };
}

const CALLS: ReadonlySet<unknown> = new Set(["tool_call", "tool_call_chunk", "invalid_tool_call"]);

/** The property that each kind of delta appends to, and has the text in. */
const APPENDS: Readonly<Record<string, string>> = {
  "text-delta": "text",
  "reasoning-delta": "reasoning",
  "tool-call-delta": "args",
};

function withDelta(block: JsonObject, delta: JsonObject, maxLength: number): JsonObject {
  const name = APPENDS[textOf(delta["type"]) ?? ""];
  // Of data nothing is recorded but its kind.
  if (name === undefined) return { ...block, ...objectOf(delta["fields"]) };
  return { ...block, [name]: append(textOf(block[name]) ?? "", textOf(delta[name]) ?? "", maxLength) };
}

/** Arguments are whole, or the text of them that has come. */
function toCall({ id, name, args }: JsonObject): JsonObject {
  return { id, name, args: typeof args === "string" ? parsed(args) : args };
}
