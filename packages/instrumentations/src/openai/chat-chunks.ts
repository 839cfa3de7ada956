/** Adds up the chunks of a chat stream to the completion that they spell. */
import type { Attributes } from "@opentelemetry/api";
import type { ContentLimits } from "@rootspan/model/content";
import { arrayOf, isObject, type JsonObject, numberOf, objectOf, textOf } from "../json-value.ts";
import type { ChunkReader } from "../surface.ts";

interface ToolCall {
  id?: string;
  name: string;
  input: string;
  isCustom: boolean;
}

interface Choice {
  finishReason: string | undefined;
  role: string | undefined;
  content: string;
  reasoning: string;
  refusal: string;
  /** By the index that the provider gives; the order in which they came. */
  readonly toolCalls: Map<number, ToolCall>;
  functionCall: ToolCall | undefined;
}

export function createChatChunkReader(
  limits: ContentLimits,
  describe: (completion: JsonObject, limits: ContentLimits) => Attributes,
): ChunkReader {
  let id: string | undefined;
  let model: string | undefined;
  let tier: string | undefined;
  let fingerprint: string | undefined;
  let usage: JsonObject | undefined;
  const choices = new Map<number, Choice>();

  return {
    read(chunk) {
      if (!isObject(chunk)) return;
      id ??= textOf(chunk["id"]);
      model = textOf(chunk["model"]) ?? model;
      tier = textOf(chunk["service_tier"]) ?? tier;
      fingerprint = textOf(chunk["system_fingerprint"]) ?? fingerprint;
      // Some providers send the count so far with every chunk: the last one stands.
      usage = objectOf(chunk["usage"]) ?? usage;
      const parts = chunk["choices"];
      if (!Array.isArray(parts)) return;
      for (const part of parts as unknown[]) if (isObject(part)) readChoice(part, choices, limits);
    },
    attributes() {
      const completion = {
        id,
        model,
        service_tier: tier,
        system_fingerprint: fingerprint,
        usage,
        choices: Array.from(choices, ([index, choice]) => toWireChoice(index, choice)),
      };
      return describe(completion, limits);
    },
  };
}

function readChoice(part: JsonObject, choices: Map<number, Choice>, limits: ContentLimits): void {
  const index = numberOf(part["index"]) ?? 0;
  let choice = choices.get(index);
  if (choice === undefined) {
    choice = {
      finishReason: undefined,
      role: undefined,
      content: "",
      reasoning: "",
      refusal: "",
      toolCalls: new Map(),
      functionCall: undefined,
    };
    choices.set(index, choice);
  }
  choice.finishReason = textOf(part["finish_reason"]) ?? choice.finishReason;
  const delta = part["delta"];
  if (limits.captureContent && isObject(delta)) readDelta(delta, choice, limits.maxAttributeBytes);
}

function readDelta(delta: JsonObject, choice: Choice, maxLength: number): void {
  const { content, refusal, role } = delta;
  if (typeof content === "string") choice.content = append(choice.content, content, maxLength);
  if (typeof refusal === "string") choice.refusal = append(choice.refusal, refusal, maxLength);
  if (typeof role === "string") choice.role = role;
  const reasoning = delta["reasoning_content"] ?? delta["reasoning"];
  if (typeof reasoning === "string") choice.reasoning = append(choice.reasoning, reasoning, maxLength);
  const functionCall = delta["function_call"];
  if (isObject(functionCall)) {
    choice.functionCall ??= { name: "", input: "", isCustom: false };
    readCall(choice.functionCall, functionCall, functionCall["arguments"], maxLength);
  }
  for (const part of arrayOf(delta["tool_calls"]) ?? []) if (isObject(part)) readToolCall(part, choice, maxLength);
}

function readToolCall(part: JsonObject, choice: Choice, maxLength: number): void {
  const id = textOf(part["id"]);
  // Without an index, an id begins a new call and anything else goes on with the last one.
  const { size } = choice.toolCalls;
  const index = numberOf(part["index"]) ?? (id === undefined ? Math.max(0, size - 1) : size);
  let call = choice.toolCalls.get(index);
  if (call === undefined) {
    call = { name: "", input: "", isCustom: part["type"] === "custom" };
    choice.toolCalls.set(index, call);
  }
  if (id !== undefined) call.id = id;
  const custom = part["custom"];
  if (isObject(custom)) {
    call.isCustom = true;
    readCall(call, custom, custom["input"], maxLength);
  }
  const named = part["function"];
  if (isObject(named)) readCall(call, named, named["arguments"], maxLength);
}

function readCall(call: ToolCall, part: JsonObject, input: unknown, maxLength: number): void {
  if (typeof part["name"] === "string") call.name += part["name"];
  if (typeof input === "string") call.input = append(call.input, input, maxLength);
}

/** Stops at twice what can be recorded: a stream without an end must not fill the memory. */
function append(text: string, more: string, maxLength: number): string {
  return text.length > 2 * maxLength ? text : text + more;
}

function toWireChoice(index: number, choice: Choice): JsonObject {
  const toolCalls = Array.from(choice.toolCalls.entries())
    .toSorted(([a], [b]) => a - b)
    .map(([, call]) => ({
      id: call.id,
      ...(call.isCustom
        ? { type: "custom", custom: { name: call.name, input: call.input } }
        : { type: "function", function: { name: call.name, arguments: call.input } }),
    }));
  return {
    index,
    finish_reason: choice.finishReason,
    message: {
      role: choice.role,
      content: choice.content,
      refusal: choice.refusal,
      reasoning_content: choice.reasoning,
      tool_calls: toolCalls,
      ...(choice.functionCall === undefined
        ? {}
        : { function_call: { name: choice.functionCall.name, arguments: choice.functionCall.input } }),
    },
  };
}
