/** The provider that the applications ask. */
import { type Answer, failure, type LoopbackProvider, type Script, startLoopbackProvider } from "loopback-provider";

const ANSWERED_MODEL = "gpt-4o-mini-2024-07-18";

const ASKS_FOR_THE_TOOL: Answer = {
  id: "chatcmpl-first",
  model: ANSWERED_MODEL,
  choices: [
    { toolCalls: [{ id: "call_1", name: "get_weather", arguments: '{"city":"Lisbon"}' }], finishReason: "tool_calls" },
  ],
  usage: { prompt_tokens: 1_181, completion_tokens: 15, total_tokens: 1_196 },
};

const ANSWERS: Answer = {
  id: "chatcmpl-second",
  model: ANSWERED_MODEL,
  choices: [{ text: "No umbrella is needed: 24 °C.", finishReason: "stop" }],
  usage: { prompt_tokens: 1_219, completion_tokens: 21, total_tokens: 1_240 },
};

const script: Script = ({ body }) => {
  if (body.model === "gpt-4o-refused") {
    const error = { message: "Incorrect API key provided.", type: "invalid_request_error", code: "invalid_api_key" };
    return failure(401, error);
  }
  const answered = body.messages?.some(({ role }) => role === "tool") ?? false;
  return { type: "answer", answer: (body.tools?.length ?? 0) > 0 && !answered ? ASKS_FOR_THE_TOOL : ANSWERS };
};

export function startProvider(): Promise<LoopbackProvider> {
  return startLoopbackProvider(script);
}
