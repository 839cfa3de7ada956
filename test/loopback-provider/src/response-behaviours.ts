/** Canned responses of the Responses API, by the name of what they do. */
import { failure, frame, type Reply, type Script } from "./reply.ts";
import type { ProviderRequest } from "./request.ts";
import { behaviours } from "./behaviours.ts";
import { type ModelResponse, type ResponseItem, toResponseEvents, toWireResponse } from "./response.ts";
import { ok } from "./stored.ts";

const USAGE = {
  input_tokens: 12,
  input_tokens_details: { cached_tokens: 4, cache_write_tokens: 2 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 3 },
  total_tokens: 19,
};

function says(text: string): ResponseItem {
  const content = [{ type: "output_text", text, annotations: [], logprobs: [] }];
  return { type: "message", id: "msg_1", role: "assistant", status: "completed", content };
}

const ANSWER: ModelResponse = {
  id: "resp_answer",
  model: "gpt-5-2025-08-07",
  status: "completed",
  output: [says("Four is the answer to that.")],
  usage: USAGE,
};

const TOOL_CALLS: readonly ResponseItem[] = [
  {
    type: "reasoning",
    id: "rs_1",
    summary: [{ type: "summary_text", text: "The weather, and a sum." }],
    encrypted_content: "gAAAAABsecretreasoning",
  },
  {
    type: "function_call",
    id: "fc_1",
    call_id: "call_lisbon",
    name: "get_weather",
    arguments: '{"city":"Lisbon"}',
    status: "completed",
  },
  { type: "custom_tool_call", id: "ctc_1", call_id: "call_add", name: "add", input: "2 + 2", status: "completed" },
];

/** Base64 of a picture that no span may hold. */
const PICTURE = "iVBORw0KGgo".repeat(2_000);

const BUILT_IN: readonly ResponseItem[] = [
  { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "weather Lisbon" } },
  {
    type: "file_search_call",
    id: "fs_1",
    status: "completed",
    queries: ["umbrella"],
    results: [{ file_id: "file_1", filename: "weather.txt", score: 0.9, text: "sunny" }],
  },
  {
    type: "code_interpreter_call",
    id: "ci_1",
    status: "completed",
    code: "2 + 2",
    container_id: "cntr_1",
    outputs: [{ type: "logs", logs: "4" }],
  },
  { type: "image_generation_call", id: "ig_1", status: "completed", result: PICTURE, revised_prompt: "sunny Lisbon" },
  {
    type: "mcp_call",
    id: "mcp_1",
    server_label: "deepwiki",
    name: "ask",
    arguments: '{"question":"sunny?"}',
    output: "sunny",
    error: null,
  },
  says("It is sunny in Lisbon."),
];

const responsesByModel: Readonly<Record<string, (request: ProviderRequest) => ModelResponse>> = {
  answers: () => ANSWER,
  "answers-in-json": () => ({ ...ANSWER, output: [says('{"sum":4}')] }),
  "answers-without-usage": () => ({ ...ANSWER, usage: undefined }),
  refuses: () => ({
    ...ANSWER,
    output: [{ ...says(""), content: [{ type: "refusal", refusal: "I cannot help with that." }] }],
  }),
  "calls-two-tools": ({ body }) => ({ ...ANSWER, output: hasResults(body["input"]) ? ANSWER.output : TOOL_CALLS }),
  "calls-one-tool": ({ body }) => ({
    ...ANSWER,
    output: hasResults(body["input"]) ? ANSWER.output : TOOL_CALLS.filter(({ type }) => type === "function_call"),
  }),
  "uses-built-in-tools": () => ({ ...ANSWER, output: BUILT_IN }),
  "runs-out-of-tokens": () => ({ ...ANSWER, status: "incomplete", incompleteReason: "max_output_tokens" }),
  "fails-later": () => ({
    ...ANSWER,
    status: "failed",
    output: [],
    usage: undefined,
    error: { code: "server_error", message: "Four is too hard." },
  }),
};

function hasResults(input: unknown): boolean {
  return Array.isArray(input) && input.some(({ type }: { type?: string }) => type?.endsWith("_output") === true);
}

/** `POST /responses`: an answer of its own, else what chat completions do where that is no answer. */
export const respondByModel: Script = (request) => {
  const { model = "", stream, background } = request.body;
  if (!Object.hasOwn(responsesByModel, model)) return misbehave(model, request);
  const response: ModelResponse = {
    ...responsesByModel[model]!(request),
    ...conversationOf(request),
    background: background === true,
  };
  if (stream === true) return { type: "frames", frames: framesOf(response), ending: "end" };
  return ok(toWireResponse(background === true ? pending(response, "queued") : response));
};

/** `GET /responses/{id}`: in progress at the first look, when a background response was made before, then done. */
export const fetchResponse: Script = ({ index, path }) => {
  const { pathname, searchParams } = new URL(path, "http://provider");
  const id = pathname.split("/").at(-1)!;
  if (id === "resp_missing") return MISSING;
  const response: ModelResponse = { ...ANSWER, id, background: id !== "resp_foreground" };
  if (searchParams.get("stream") !== "true") {
    return ok(
      toWireResponse(index === 1 && response.background === true ? pending(response, "in_progress") : response),
    );
  }
  const after = Number(searchParams.get("starting_after") ?? -1);
  return { type: "frames", frames: framesOf(response).slice(after + 1), ending: "end" };
};

export const cancelResponse: Script = () => ok(toWireResponse({ ...pending(ANSWER, "cancelled"), background: true }));

/** `POST /responses/compact`. */
export const compactResponse: Script = () =>
  ok({
    id: "resp_compacted",
    object: "response.compaction",
    created_at: 1_764_000_000,
    output: [{ type: "compaction", id: "cmp_1", encrypted_content: "gAAAAABsecretcompaction" }],
    usage: USAGE,
  });

const MISSING = failure(404, {
  message: "There is no such response.",
  type: "invalid_request_error",
  code: "not_found",
});

const ERROR_EVENT = { type: "error", code: "server_error", message: "The server had an error.", param: null };

function misbehave(model: string, request: ProviderRequest): Reply | Promise<Reply> {
  const begun = framesOf(ANSWER).slice(0, 6);
  switch (model) {
    case "answers-late":
      return { ...ok(toWireResponse(ANSWER)), delayMs: 1_000 };
    case "is-busy-once":
      return request.headers["x-stainless-retry-count"] === "0"
        ? behaviours[model](request)
        : ok(toWireResponse(ANSWER));
    case "resets-mid-stream":
      return { type: "frames", frames: begun, ending: "reset" };
    case "falls-silent":
      return { type: "frames", frames: begun, ending: "silence" };
    case "never-ends":
      return { type: "frames", frames: begun, repeated: begun.slice(-1), ending: "repeat" };
    case "sends-an-error-event":
      return { type: "frames", frames: [...begun, frame(ERROR_EVENT, "error")], ending: "end" };
    case "rejects-the-key":
    case "always-fails":
    case "writes-malformed-json":
    case "quotes-the-prompt-in-an-error":
      return behaviours[model](request);
    default:
      return failure(404, {
        message: `No behaviour "${model}"`,
        type: "invalid_request_error",
        code: "model_not_found",
      });
  }
}

function framesOf(response: ModelResponse): string[] {
  return toResponseEvents(response).map((event) => frame(event, event["type"] as string));
}

/** Nothing is there yet, and nothing has been used. */
function pending(response: ModelResponse, status: ModelResponse["status"]): ModelResponse {
  const { usage: _usage, ...rest } = response;
  return { ...rest, status, output: [] };
}

function conversationOf({ body }: ProviderRequest): Pick<ModelResponse, "conversation"> {
  const { conversation } = body as { readonly conversation?: string };
  return conversation === undefined ? {} : { conversation: { id: conversation } };
}
