/** The model that the agent asks. It tells the city that it was asked about, so that answers can be told apart. */
import { type Answer, type LoopbackProvider, type Script, startLoopbackProvider } from "loopback-provider";

const COMMON = { id: "chatcmpl-weather", model: "gpt-4o-mini-2024-07-18" };

const script: Script = ({ body }) => {
  const question = String(body.messages?.find(({ role }) => role === "user")?.content);
  const city = /weather in ([\w ]+)\?/.exec(question)?.[1] ?? "nowhere";
  const isAnswered = body.messages?.some(({ role }) => role === "tool") === true;
  const answer = body.tools !== undefined && !isAnswered ? askForTool(city) : tell(city);
  return { type: "answer", answer };
};

function askForTool(city: string): Answer {
  const call = { id: "call_1", name: "get_weather", arguments: JSON.stringify({ city }) };
  return {
    ...COMMON,
    choices: [{ toolCalls: [call], finishReason: "tool_calls" }],
    usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
  };
}

function tell(city: string): Answer {
  return {
    ...COMMON,
    choices: [{ text: `It is sunny in ${city}.`, finishReason: "stop" }],
    usage: { prompt_tokens: 200, completion_tokens: 20, total_tokens: 220 },
  };
}

export function startProvider(): Promise<LoopbackProvider> {
  return startLoopbackProvider(script);
}

/** What the agent's five calls use, at 0.15 and 0.60 USD a million. */
export const AGENT_STATS = {
  prompt_tokens: 900,
  completion_tokens: 90,
  cost_usd: "0.000189",
  unpriced_calls: 0,
  errors: 0,
  counts: { llm: 5, tool: 1 },
};

/** The same as `drawSession` draws it, for as many runs of the agent below one parent. */
export function callsOf(runs: number): string {
  return "\n  chat gpt-4o-mini".repeat(5 * runs) + "\n  execute_tool get_weather".repeat(runs);
}

export const CALLS: string = callsOf(1);
