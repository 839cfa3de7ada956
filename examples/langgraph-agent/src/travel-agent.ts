/** What the model says without a key: it asks for one tool after the other, then answers. */
import type { Answer, Choice, Script } from "loopback-provider";

const TURNS: readonly Choice[] = [
  {
    toolCalls: [{ id: "call_weather", name: "get_weather", arguments: '{"city":"Lisbon"}' }],
    finishReason: "tool_calls",
  },
  {
    toolCalls: [{ id: "call_clothes", name: "suggest_clothes", arguments: '{"celsius":24}' }],
    finishReason: "tool_calls",
  },
  { text: "A T-shirt will do: it is sunny in Lisbon, 24 °C.", finishReason: "stop" },
];

export const travelAgent: Script = ({ body }) => {
  const turn = body.messages?.filter(({ role }) => role === "tool").length ?? 0;
  const promptTokens = 100 + 20 * turn;
  const answer: Answer = {
    id: `chatcmpl-travel-${turn}`,
    model: "gpt-4o-mini-2024-07-18",
    choices: [TURNS[turn]!],
    usage: { prompt_tokens: promptTokens, completion_tokens: 15, total_tokens: promptTokens + 15 },
  };
  return { type: "answer", answer };
};
