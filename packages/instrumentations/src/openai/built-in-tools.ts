/** Items of the Responses API that stand for its built-in tools, as parts of messages. */
import { isObject, type JsonObject, objectOf, textOf } from "../json-value.ts";
import {
  parsed,
  type Part,
  toAddressed,
  toBlob,
  toGeneric,
  toServerToolCall,
  toServerToolResponse,
  toToolCall,
  toToolResponse,
} from "./parts.ts";

type ToParts = (item: JsonObject) => readonly Part[];

/** A tool that the provider runs: one item is the call and, once it has run, the result. */
function ranByProvider(name: string, toCall: (item: JsonObject) => JsonObject, resultKey?: string): ToParts {
  return (item) => {
    const called = toServerToolCall(item["id"], name, name, defined(toCall(item)));
    const result = resultKey === undefined ? undefined : item[resultKey];
    if (result === undefined || result === null) return [called];
    return [called, toServerToolResponse(item["id"], name, { [resultKey!]: result })];
  };
}

/** A tool that the application runs: call and result are items of their own. */
function ranByApplication(name: string, parametersKey: string): ToParts {
  return (item) => [toToolCall(item["call_id"], name, item[parametersKey])];
}

function resultOf(resultKey: string): ToParts {
  return (item) => [toToolResponse(item["call_id"] ?? item["id"], item[resultKey])];
}

/** By the type of the item. */
export const BUILT_IN_TOOLS: Readonly<Record<string, ToParts>> = {
  web_search_call: ranByProvider("web_search", ({ action }) => ({ action })),
  file_search_call: ranByProvider("file_search", ({ queries }) => ({ queries }), "results"),
  code_interpreter_call: ranByProvider(
    "code_interpreter",
    ({ code, container_id }) => ({ code, container_id }),
    "outputs",
  ),
  image_generation_call: (item) => toImageParts(item),
  mcp_call: (item) => toMcpParts(item),
  mcp_list_tools: ({ id, server_label, tools, error }) => [
    toServerToolResponse(id, "mcp", defined({ server_label, tools, error })),
  ],
  mcp_approval_request: ({ id, server_label, name, arguments: text }) => [
    toGeneric("mcp_approval_request", defined({ id, server_label, name, arguments: parsed(text) })),
  ],
  mcp_approval_response: ({ approval_request_id, approve, reason }) => [
    toGeneric("mcp_approval_response", defined({ approval_request_id, approve, reason })),
  ],
  tool_search_call: ({ id, call_id, arguments: parameters }) => [
    toServerToolCall(call_id ?? id, "tool_search", "tool_search", defined({ arguments: parameters })),
  ],
  tool_search_output: ({ id, call_id, tools }) => [
    toServerToolResponse(call_id ?? id, "tool_search", defined({ tools })),
  ],
  program: ({ call_id, code }) => [toServerToolCall(call_id, "program", "program", defined({ code }))],
  program_output: ({ call_id, result }) => [toServerToolResponse(call_id, "program", defined({ result }))],
  computer_call: ({ call_id, action, actions }) => [toToolCall(call_id, "computer", actions ?? action)],
  computer_call_output: ({ call_id, output }) => [toToolResponse(call_id, toScreenshot(output))],
  local_shell_call: ranByApplication("local_shell", "action"),
  local_shell_call_output: resultOf("output"),
  shell_call: ranByApplication("shell", "action"),
  shell_call_output: resultOf("output"),
  apply_patch_call: ranByApplication("apply_patch", "operation"),
  apply_patch_call_output: ({ call_id, status, output }) => [toToolResponse(call_id, defined({ status, output }))],
};

const CALLS_OF_APPLICATION: ReadonlySet<unknown> = new Set([
  "function_call",
  "custom_tool_call",
  "computer_call",
  "local_shell_call",
  "shell_call",
  "apply_patch_call",
  "mcp_approval_request",
]);

/** Whether the item asks the application to run something: a response that has one waits for its result. */
export function waitsForApplication({ type, environment }: JsonObject): boolean {
  const isHosted = textOf(objectOf(environment)?.["type"])?.startsWith("container") === true;
  return CALLS_OF_APPLICATION.has(type) && !isHosted;
}

function toMcpParts({ id, name, server_label, arguments: text, output, error }: JsonObject): readonly Part[] {
  const called = toServerToolCall(id, "mcp", name, defined({ server_label, arguments: parsed(text) }));
  const result = defined({ output, error });
  return Object.keys(result).length === 0 ? [called] : [called, toServerToolResponse(id, "mcp", result)];
}

/** The picture itself is a part of its own, without its bytes. */
function toImageParts({ id, revised_prompt, size, quality, result, output_format }: JsonObject): readonly Part[] {
  const called = toServerToolCall(
    id,
    "image_generation",
    "image_generation",
    defined({ revised_prompt, size, quality }),
  );
  if (textOf(result) === undefined) return [called];
  return [called, toBlob("image", `image/${textOf(output_format) ?? "png"}`, result)];
}

function toScreenshot(output: unknown): unknown {
  const url = textOf(objectOf(output)?.["image_url"]);
  return url === undefined ? output : toAddressed("image", url);
}

/** Without what is not there. */
function defined(item: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined && value !== null));
}

/** What a function gave back may itself have pictures and files in it. */
export function toFunctionOutput(output: unknown, toPart: (part: JsonObject) => Part): unknown {
  return Array.isArray(output) ? output.filter(isObject).map(toPart) : output;
}
