/**
 * The default script: an agent on gpt-4o-mini that is asked for the weather.
 *
 * Turn 1 asks for the tool `get_weather {"city":"Lisbon"}`; turn 2, given the tool's result, answers in words.
 * The counts are those of an agent with a long system prompt: the second turn finds most of it in the cache.
 */
import type { Answer } from "./answer.ts";
import type { Reply } from "./reply.ts";
import type { ProviderRequest } from "./request.ts";

const MODEL = "gpt-4o-mini-2024-07-18";
const FINGERPRINT = "fp_560af6e559";

const ASKS_FOR_THE_TOOL: Answer = {
  id: "chatcmpl-CgWeatherTurn1",
  model: MODEL,
  systemFingerprint: FINGERPRINT,
  choices: [
    {
      toolCalls: [{ id: "call_t7dWn0vQ2mYbKcXz", name: "get_weather", arguments: '{"city":"Lisbon"}' }],
      finishReason: "tool_calls",
    },
  ],
  usage: {
    prompt_tokens: 1181,
    completion_tokens: 15,
    total_tokens: 1196,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  },
};

const ANSWERS: Answer = {
  id: "chatcmpl-CgWeatherTurn2",
  model: MODEL,
  systemFingerprint: FINGERPRINT,
  choices: [
    { text: "It is sunny in Lisbon, 24 °C with a light breeze. You will not need an umbrella.", finishReason: "stop" },
  ],
  usage: {
    prompt_tokens: 1219,
    completion_tokens: 21,
    total_tokens: 1240,
    prompt_tokens_details: { cached_tokens: 1152, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  },
};

export function weatherAgent({ body }: ProviderRequest): Reply {
  const answered = body.messages?.some(({ role }) => role === "tool") ?? false;
  const hasTools = (body.tools?.length ?? 0) > 0;
  return { type: "answer", answer: hasTools && !answered ? ASKS_FOR_THE_TOOL : ANSWERS };
}
