/** Vercel's AI SDK 6 with its own telemetry. */
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { embed, generateText, jsonSchema, stepCountIs, streamText, tool } from "ai6";
import { createOpenAI } from "ai6-openai";
import { CHAT_URL, createExporter, OTHER_URL } from "../environment.ts";
import * as scenario from "../scenario.ts";

const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(createExporter())] });
provider.register();
const openai = createOpenAI({ apiKey: "sk-test", baseURL: CHAT_URL });
const telemetry = {
  experimental_telemetry: {
    isEnabled: true,
    functionId: "weather_agent",
    metadata: { sessionId: scenario.SESSION, userId: "u-1", tags: ["beta"] },
  },
  maxRetries: 0,
};
const model = openai.chat(scenario.MODEL);
await generateText({
  ...telemetry,
  model,
  system: scenario.SYSTEM,
  prompt: scenario.QUESTION,
  temperature: 0.5,
  maxOutputTokens: 200,
  stopWhen: stepCountIs(3),
  tools: {
    [scenario.TOOL_NAME]: tool({
      description: scenario.TOOL_DESCRIPTION,
      inputSchema: jsonSchema<{ city: string }>(scenario.TOOL_PARAMETERS as never),
      execute: async (input) => scenario.getWeather(input),
    }),
  },
});
await streamText({ ...telemetry, model, system: scenario.SYSTEM, prompt: scenario.QUESTION }).consumeStream();
await generateText({ ...telemetry, model: openai.chat(scenario.REFUSED_MODEL), prompt: scenario.QUESTION }).catch(
  () => undefined,
);
const other = createOpenAI({ apiKey: "sk-test", baseURL: OTHER_URL });
await embed({ ...telemetry, model: other.textEmbeddingModel(scenario.EMBEDDING_MODEL), value: scenario.QUESTION });
await provider.forceFlush();
