/** Vercel's AI SDK 7 with its package for OpenTelemetry. */
import { createOpenAI } from "@ai-sdk/openai";
import { OpenTelemetry } from "@ai-sdk/otel";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { embed, generateText, jsonSchema, registerTelemetry, stepCountIs, streamText, tool } from "ai";
import { CHAT_URL, createExporter, OTHER_URL } from "../environment.ts";
import * as scenario from "../scenario.ts";

const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(createExporter())] });
provider.register();
registerTelemetry(new OpenTelemetry());
const openai = createOpenAI({ apiKey: "sk-test", baseURL: CHAT_URL });
const telemetry = { telemetry: { functionId: "weather_agent" }, maxRetries: 0 };
const model = openai.chat(scenario.MODEL);
await generateText({
  ...telemetry,
  model,
  instructions: scenario.SYSTEM,
  prompt: scenario.QUESTION,
  temperature: 0.5,
  maxOutputTokens: 200,
  stopWhen: stepCountIs(3),
  tools: {
    [scenario.TOOL_NAME]: tool({
      description: scenario.TOOL_DESCRIPTION,
      inputSchema: jsonSchema<{ city: string }>(scenario.TOOL_PARAMETERS as never),
      execute: async (input: { city: string }) => scenario.getWeather(input),
    }),
  },
});
await streamText({ ...telemetry, model, instructions: scenario.SYSTEM, prompt: scenario.QUESTION }).consumeStream();
await generateText({ ...telemetry, model: openai.chat(scenario.REFUSED_MODEL), prompt: scenario.QUESTION }).catch(
  () => undefined,
);
const other = createOpenAI({ apiKey: "sk-test", baseURL: OTHER_URL });
await embed({ ...telemetry, model: other.embeddingModel(scenario.EMBEDDING_MODEL), value: scenario.QUESTION });
await provider.forceFlush();
