/** A ReAct agent with two tools. All that makes it a session are the lines with `session` in them. */
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { createAgent } from "langchain";
import { init } from "rootspan";

const session = init({ sessionName: "langgraph-agent", defaultTags: ["langgraph"], logSummary: true });

/** Stands for a call of a weather service. */
const getWeather = tool(({ city }: { city: string }) => ({ city, sky: "sunny", celsius: 24 }), {
  name: "get_weather",
  description: "The weather in a city, now",
  schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
});

const suggestClothes = tool(({ celsius }: { celsius: number }) => (celsius > 20 ? "a T-shirt" : "a coat"), {
  name: "suggest_clothes",
  description: "What to wear at a temperature",
  schema: { type: "object", properties: { celsius: { type: "number" } }, required: ["celsius"] },
});

const agent = createAgent({
  name: "travel_agent",
  model: new ChatOpenAI({ model: "gpt-4o-mini" }),
  tools: [getWeather, suggestClothes],
  systemPrompt: "You answer in one sentence.",
});

const { messages } = await agent.invoke(
  { messages: [{ role: "user", content: "What do I wear in Lisbon today?" }] },
  { tags: ["clothes"], configurable: { thread_id: "traveller-7" } },
);
console.log(`Agent: ${messages.at(-1)?.text}`);

await session.end("Success", { reason: "the question is answered" });
