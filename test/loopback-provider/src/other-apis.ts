/** The APIs beside chat completions. The request's model names the behaviour there too; any other model is answered. */
import { setTimeout as pause } from "node:timers/promises";
import { behaviours } from "./behaviours.ts";
import { DONE_FRAME, failure, frame, type Reply, type Script } from "./reply.ts";
import type { ProviderRequest } from "./request.ts";
import { ok } from "./stored.ts";

/** Behaviours that are the same whatever is asked for. */
const COMMON: ReadonlySet<string> = new Set(["rejects-the-key", "always-fails", "writes-malformed-json"]);

/** Answers with an object, or with these chunks when the request says `stream: true`. */
function answers(answer: (request: ProviderRequest) => Reply, chunks: readonly object[] = []): Script {
  return async (request) => {
    const model = request.body.model ?? "";
    if (COMMON.has(model)) return behaviours[model as "always-fails"](request);
    if (model === "is-busy-once" && request.headers["x-stainless-retry-count"] === "0")
      return behaviours[model](request);
    if (model === "answers-slowly") await pause(300);
    // Of a form, every field is text.
    const isStreamed = String(request.body.stream) === "true";
    return isStreamed ? streams(model, chunks) : answer(request);
  };
}

function streams(model: string, chunks: readonly object[]): Reply {
  const frames = chunks.map((chunk) => frame(chunk));
  const start = frames.slice(0, -1);
  switch (model) {
    case "resets-mid-stream":
      return { type: "frames", frames: start, ending: "reset" };
    case "falls-silent":
      return { type: "frames", frames: start, ending: "silence" };
    case "never-ends":
      return { type: "frames", frames: start, ending: "repeat" };
    case "sends-an-error-event":
      return {
        type: "frames",
        frames: [
          ...start,
          frame({ error: { message: "The server had an error.", type: "server_error", code: "server_error" } }),
        ],
        ending: "end",
      };
    default:
      return { type: "frames", frames: [...frames, DONE_FRAME], ending: "end" };
  }
}

/** A vector of three numbers that floats of four bytes hold exactly. */
const VECTOR = [0.5, -0.25, 2];

export const embed = answers(({ body }) => {
  const inputs = Array.isArray(body["input"]) ? body["input"] : [body["input"]];
  const embedding =
    body["encoding_format"] === "base64" ? Buffer.from(new Float32Array(VECTOR).buffer).toString("base64") : VECTOR;
  return ok({
    object: "list",
    data: inputs.map((_, index) => ({ object: "embedding", index, embedding })),
    model: "text-embedding-3-small",
    usage: { prompt_tokens: 8, total_tokens: 8 },
  });
});

const TEXT_COMPLETION = {
  id: "cmpl-answer",
  object: "text_completion",
  created: 1_764_000_000,
  model: "gpt-3.5-turbo-instruct",
};

export const completeText = answers(
  () =>
    ok({
      ...TEXT_COMPLETION,
      choices: [{ text: "Four it is.", index: 0, logprobs: null, finish_reason: "stop" }],
      usage: { prompt_tokens: 5, completion_tokens: 4, total_tokens: 9 },
    }),
  [
    { ...TEXT_COMPLETION, choices: [{ text: "Four ", index: 0, logprobs: null, finish_reason: null }] },
    { ...TEXT_COMPLETION, choices: [{ text: "it is.", index: 0, logprobs: null, finish_reason: "stop" }] },
    { ...TEXT_COMPLETION, choices: [], usage: { prompt_tokens: 5, completion_tokens: 4, total_tokens: 9 } },
  ],
);

/** 1,200 characters that are no picture. */
const PICTURE = Buffer.alloc(900, 7).toString("base64");

const IMAGE_USAGE = {
  total_tokens: 1_100,
  input_tokens: 50,
  output_tokens: 1_050,
  input_tokens_details: { text_tokens: 10, image_tokens: 40 },
};

export const makeImage = answers(
  ({ body }) =>
    body.model === "dall-e-2"
      ? ok({ created: 1_764_000_000, data: [{ url: "https://images.example/1.png" }] })
      : ok({
          created: 1_764_000_000,
          output_format: "webp",
          data: [{ b64_json: PICTURE, revised_prompt: "Four cats in Lisbon" }],
          usage: IMAGE_USAGE,
        }),
  [
    { type: "image_generation.partial_image", b64_json: PICTURE, partial_image_index: 0, created_at: 1_764_000_000 },
    {
      type: "image_generation.completed",
      b64_json: PICTURE,
      output_format: "png",
      created_at: 1_764_000_000,
      usage: IMAGE_USAGE,
    },
  ],
);

export const speak = answers(() => ({
  type: "raw",
  status: 200,
  headers: { "content-type": "audio/mpeg" },
  body: "not really a sound",
}));

const SPOKEN_TOKENS = {
  type: "tokens",
  input_tokens: 14,
  input_token_details: { text_tokens: 0, audio_tokens: 14 },
  output_tokens: 45,
  total_tokens: 59,
};

export const transcribe = answers(
  ({ body }) => {
    const text = "Four is the answer.";
    const format = body["response_format"];
    if (format === "text" || format === "srt") {
      return { type: "raw", status: 200, headers: { "content-type": "text/plain" }, body: text };
    }
    if (format === "verbose_json") {
      return ok({
        task: "transcribe",
        language: "english",
        duration: 8.47,
        text,
        usage: { type: "duration", seconds: 9 },
      });
    }
    return ok(body.model === "whisper-elsewhere" ? { text, duration: 8.47 } : { text, usage: SPOKEN_TOKENS });
  },
  [
    { type: "transcript.text.delta", delta: "Four is " },
    { type: "transcript.text.delta", delta: "the answer." },
    { type: "transcript.text.done", text: "Four is the answer.", usage: SPOKEN_TOKENS },
  ],
);

export const moderate = answers(() =>
  ok({
    id: "modr-1",
    model: "omni-moderation-latest",
    results: [{ flagged: false, categories: { violence: false }, category_scores: { violence: 0.01 } }],
  }),
);

export const decide = answers(() =>
  ok({
    answers: [{ type: "predicate", name: null, result: true }],
    model: "gpt-6-luna",
    usage: {
      input_tokens: 30,
      input_tokens_details: { cached_tokens: 10, cache_write_tokens: 0 },
      output_tokens: 2,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 32,
    },
  }),
);

export const makeVideo = answers(() =>
  ok({ id: "video_1", object: "video", model: "sora-2", status: "queued", progress: 0 }),
);

export const search: Script = ({ path }) =>
  path.includes("vs_missing")
    ? failure(404, { message: "No such store.", type: "invalid_request_error", code: "not_found" })
    : ok({
        object: "vector_store.search_results.page",
        search_query: ["cats"],
        data: [
          { file_id: "file_1", filename: "cats.md", score: 0.9, content: [{ type: "text", text: "Lisbon has cats." }] },
        ],
        has_more: false,
        next_page: null,
      });

export const content: Script = () => ({
  type: "raw",
  status: 200,
  headers: { "content-type": "application/binary" },
  body: '{"custom_id":"1"}\n{"custom_id":"2"}\n',
});
