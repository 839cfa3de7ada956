/** An agent of OpenAI's Agents SDK, watched by the npm package `agentops`, which is told its endpoints by its options. */
const { agentops } = require("agentops");

void main();

async function main() {
  const endpoint = process.env.AGENTOPS_API_ENDPOINT;
  await agentops.init({ apiEndpoint: endpoint, otlpEndpoint: endpoint, serviceName: "weather" });
  const { Agent, run, setDefaultOpenAIClient, setOpenAIAPI, tool } = require("@openai/agents");
  const { OpenAI } = require("openai");
  const { z } = require("zod");
  setDefaultOpenAIClient(new OpenAI({ apiKey: "sk-test", baseURL: process.env.OPENAI_BASE_URL, maxRetries: 0 }));
  setOpenAIAPI("chat_completions");
  const agent = new Agent({
    name: "weather_agent",
    instructions: "You are a weather agent.",
    model: "gpt-4o-mini",
    tools: [
      tool({
        name: "get_weather",
        description: "The weather of a city",
        parameters: z.object({ city: z.string() }),
        execute: async ({ city }) => ({ city, celsius: 24 }),
      }),
    ],
  });
  const result = await run(agent, "Do I need an umbrella in Lisbon?");
  const { getGlobalTraceProvider } = require("@openai/agents");
  await getGlobalTraceProvider().forceFlush();
  await agentops.shutdown();
  console.log(`RESULT ${JSON.stringify({ answer: result.finalOutput })}`);
}
