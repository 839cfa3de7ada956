/** Canned scripts by the name of what they do. Each answers streamed and plain requests alike, where both make sense. */
import { type Answer, toChunks, toCompletion, type WireUsage } from "./answer.ts";
import { DONE_FRAME, failure, frame, type Reply, type Script } from "./reply.ts";
import type { ProviderRequest } from "./request.ts";
import { weatherAgent } from "./weather-agent.ts";

export type BehaviourName =
  | "weather-agent"
  | "answers"
  | "answers-gzipped"
  | "answers-slowly"
  | "answers-late"
  | "answers-in-json"
  | "answers-twice"
  | "answers-without-choices"
  | "answers-without-usage"
  | "answers-with-every-token-kind"
  | "refuses"
  | "calls-two-tools"
  | "rejects-the-key"
  | "quotes-the-prompt-in-an-error"
  | "is-busy-once"
  | "always-fails"
  | "writes-malformed-json"
  | "resets-mid-stream"
  | "sends-an-error-event"
  | "never-ends"
  | "falls-silent";

const USAGE: WireUsage = { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19 };

const ANSWER: Answer = {
  id: "chatcmpl-answer",
  model: "gpt-4o-mini-2024-07-18",
  systemFingerprint: "fp_560af6e559",
  choices: [{ text: "Four is the answer to that.", finishReason: "stop" }],
  usage: USAGE,
};

/** `usage` left out, not undefined. */
const { usage: _usage, ...ANSWER_WITHOUT_USAGE } = ANSWER;

function says(answer: Answer): Script {
  return () => ({ type: "answer", answer });
}

/** The answer's first chunks, then whatever goes wrong. */
function startOf({ body }: ProviderRequest): string[] {
  return toChunks({ ...ANSWER, model: body.model ?? ANSWER.model }, false)
    .slice(0, 3)
    .map((chunk) => frame(chunk));
}

export const behaviours: Readonly<Record<BehaviourName, Script>> = {
  "weather-agent": weatherAgent,
  answers: says(ANSWER),
  "answers-gzipped": () => ({ type: "answer", answer: ANSWER, gzip: true }),
  "answers-slowly": () => ({ type: "answer", answer: ANSWER, delayMs: 30 }),
  "answers-late": () => ({ type: "answer", answer: ANSWER, delayMs: 1_000 }),
  "answers-in-json": says({ ...ANSWER, choices: [{ text: '{"sum":4}', finishReason: "stop" }] }),
  "answers-twice": says({
    ...ANSWER,
    choices: [
      { text: "Four it is.", finishReason: "stop" },
      { text: "Two plus two makes", finishReason: "length" },
    ],
  }),
  "answers-without-choices": says({ ...ANSWER, choices: [] }),
  "answers-without-usage": says(ANSWER_WITHOUT_USAGE),
  "answers-with-every-token-kind": says({
    ...ANSWER,
    usage: {
      prompt_tokens: 2000,
      completion_tokens: 300,
      total_tokens: 2300,
      prompt_tokens_details: { cached_tokens: 1024, cache_write_tokens: 512, audio_tokens: 40 },
      completion_tokens_details: { reasoning_tokens: 128, audio_tokens: 60 },
    },
  }),
  refuses: says({ ...ANSWER, choices: [{ refusal: "I cannot help with that.", finishReason: "stop" }] }),
  "calls-two-tools": ({ body }) =>
    body.messages?.some(({ role }) => role === "tool") === true
      ? { type: "answer", answer: ANSWER }
      : {
          type: "answer",
          answer: {
            ...ANSWER,
            choices: [
              {
                toolCalls: [
                  { id: "call_lisbon", name: "get_weather", arguments: '{"city":"Lisbon"}' },
                  { id: "call_add", name: "add", arguments: '{"a":2,"b":2}' },
                ],
                finishReason: "tool_calls",
              },
            ],
          },
        },
  "rejects-the-key": () =>
    failure(401, {
      message: "Incorrect API key provided: sk-wrong. You can find your API key at https://example.invalid.",
      type: "invalid_request_error",
      code: "invalid_api_key",
    }),
  "quotes-the-prompt-in-an-error": ({ body }) =>
    failure(400, {
      message: `This is not allowed: ${JSON.stringify(body.messages)}`,
      type: "invalid_request_error",
      code: "content_policy_violation",
    }),
  "is-busy-once": ({ headers }) =>
    headers["x-stainless-retry-count"] === "0"
      ? failure(
          429,
          { message: "Rate limit reached.", type: "requests", code: "rate_limit_exceeded" },
          { "retry-after": "1", "retry-after-ms": "1" },
        )
      : { type: "answer", answer: ANSWER },
  "always-fails": () =>
    failure(
      500,
      { message: "The server had an error.", type: "server_error" },
      { "retry-after": "1", "retry-after-ms": "1" },
    ),
  "writes-malformed-json": ({ body }): Reply =>
    body.stream === true
      ? { type: "frames", frames: [frame({ id: "chatcmpl-answer", choices: [] }), 'data: {"id":\n\n'], ending: "end" }
      : { type: "raw", status: 200, headers: { "content-type": "application/json" }, body: '{"id":"chatcmpl-answer",' },
  "resets-mid-stream": (request) => ({ type: "frames", frames: startOf(request), ending: "reset" }),
  "sends-an-error-event": (request) => ({
    type: "frames",
    frames: [
      ...startOf(request),
      frame({
        error: { message: "The server had an error.", type: "server_error", code: "server_error", param: null },
      }),
      DONE_FRAME,
    ],
    ending: "end",
  }),
  "never-ends": (request) => ({ type: "frames", frames: startOf(request).slice(1), ending: "repeat" }),
  "falls-silent": (request) => ({ type: "frames", frames: startOf(request), ending: "silence" }),
};

/** A completion that was stored. */
export function storedCompletion(id: string): object {
  return toCompletion({ ...ANSWER, id });
}

/** A script for many situations on one port: the request's `model` is the name of the behaviour. */
export const byModel: Script = (request) => {
  const name = request.body.model ?? "";
  if (!Object.hasOwn(behaviours, name)) {
    return failure(404, { message: `No behaviour "${name}"`, type: "invalid_request_error", code: "model_not_found" });
  }
  return behaviours[name as BehaviourName](request);
};
