/** An agent with one tool. All that makes it a session are the lines with `session` in them. */
import OpenAI from "openai";
import type { ChatCompletionMessageParam, ChatCompletionTool } from "openai/resources/chat/completions";
import { init } from "rootspan";
import { getWeather } from "./weather.ts";

const session = init({ sessionName: "quickstart", defaultTags: ["quickstart"], logSummary: true });
const openai = new OpenAI();
const model = "gpt-4o-mini";

const tools: ChatCompletionTool[] = [
  {
    type: "function",
    function: {
      name: "get_weather",
      description: "The weather in a city, now",
      parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
    },
  },
];
const messages: ChatCompletionMessageParam[] = [
  { role: "system", content: "You answer in one sentence." },
  { role: "user", content: "Do I need an umbrella in Lisbon today?" },
];

// The model asks for a tool.
const question = await openai.chat.completions.create({ model, messages, tools });
const answer = question.choices[0]!.message;
messages.push(answer);
for (const call of answer.tool_calls ?? []) {
  if (call.type !== "function") continue;
  const startTime = Date.now();
  const params = JSON.parse(call.function.arguments) as { city: string };
  const returns = await getWeather(params.city);
  session.record({
    kind: "tool",
    name: call.function.name,
    callId: call.id,
    params,
    returns,
    startTime,
    endTime: Date.now(),
  });
  messages.push({ role: "tool", tool_call_id: call.id, content: JSON.stringify(returns) });
}

// The model answers, streamed.
const stream = await openai.chat.completions.create({
  model,
  messages,
  tools,
  stream: true,
  stream_options: { include_usage: true },
});
let text = "";
for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
console.log(`Agent: ${text}`);

session.record({ kind: "action", name: "tell the user", params: { text } });
session.addTags("weather");
const cost = await session.end("Success", { reason: "the question is answered" });
console.log(`session.end returned: ${cost}`);
