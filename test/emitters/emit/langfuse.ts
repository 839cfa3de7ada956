/** Langfuse: its wrapper of `openai`, its observations, and the session of a trace. */
import { observeOpenAI } from "@langfuse/openai";
import { LangfuseSpanProcessor } from "@langfuse/otel";
import { propagateAttributes, startActiveObservation, startObservation } from "@langfuse/tracing";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import OpenAI from "openai";
import { CHAT_URL, createExporter, OTHER_URL } from "../environment.ts";
import { runAgent } from "../openai-agent.ts";
import { QUESTION, SESSION, TOOL_NAME } from "../scenario.ts";

const processor = new LangfuseSpanProcessor({ exporter: createExporter(), publicKey: "pk-test", secretKey: "sk-test" });
new NodeTracerProvider({ spanProcessors: [processor] }).register();
const options = { apiKey: "sk-test", maxRetries: 0 };
const clients = {
  chat: observeOpenAI(new OpenAI({ ...options, baseURL: CHAT_URL })),
  other: observeOpenAI(new OpenAI({ ...options, baseURL: OTHER_URL })),
};
await propagateAttributes({ sessionId: SESSION, userId: "u-1", tags: ["beta"], traceName: "ask" }, () =>
  startActiveObservation(
    "weather_agent",
    async (agent) => {
      agent.update({ input: QUESTION });
      await runAgent(clients, async (run, input) => {
        const observed = startObservation(TOOL_NAME, { input }, { asType: "tool" });
        const output = run(input);
        observed.update({ output }).end();
        return output;
      });
      const priced = startObservation("rated", { model: "own-model" }, { asType: "generation" });
      priced.update({
        usageDetails: { input: 60, cache_read_input_tokens: 40, output: 10 },
        costDetails: { input: 0.001, output: 0.002, total: 0.003 },
      });
      priced.end();
      agent.update({ output: "No umbrella is needed." });
    },
    { asType: "agent" },
  ),
);
await processor.forceFlush();
