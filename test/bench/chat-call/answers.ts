/** What the stubbed provider answers: one chat completion, plain or as a stream of 50 chunks. */

const id = "chatcmpl-BenchmarkAnswer0000000000";
const model = "gpt-4o-mini-2024-07-18";
const words = "The quick brown fox jumps over the lazy dog while the band plays on and nobody minds the rain at all. ";
const usage = {
  prompt_tokens: 212,
  completion_tokens: 48,
  total_tokens: 260,
  prompt_tokens_details: { cached_tokens: 128, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
};

export const PLAIN: string = JSON.stringify({
  id,
  object: "chat.completion",
  created: 1_760_000_000,
  model,
  choices: [
    { index: 0, message: { role: "assistant", content: words.repeat(3), refusal: null }, finish_reason: "stop" },
  ],
  usage,
  service_tier: "default",
  system_fingerprint: "fp_benchmark",
});

export const STREAMED: string = [
  ...Array.from({ length: 49 }, (_, index) =>
    chunk({ choices: [{ index: 0, delta: { content: words.slice(index, index + 8) }, finish_reason: null }] }),
  ),
  chunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage }),
  "data: [DONE]\n\n",
].join("");

function chunk(part: object): string {
  return `data: ${JSON.stringify({ id, object: "chat.completion.chunk", created: 1_760_000_000, model, ...part })}\n\n`;
}
