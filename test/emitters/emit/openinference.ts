/** OpenInference: Arize's instrumentation of `openai` and its wrappers, with the session in the context. */
import { OpenAIInstrumentation } from "@arizeai/openinference-instrumentation-openai";
import { setSession, setTags, setUser, traceAgent, traceTool } from "@arizeai/openinference-core";
import { context } from "@opentelemetry/api";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import * as openai from "openai";
import { CHAT_URL, createExporter, OTHER_URL } from "../environment.ts";
import { runAgent } from "../openai-agent.ts";
import { SESSION, TOOL_NAME } from "../scenario.ts";

const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(createExporter())] });
provider.register();
const instrumentation = new OpenAIInstrumentation();
instrumentation.setTracerProvider(provider);
instrumentation.manuallyInstrument(openai.OpenAI as never);

const options = { apiKey: "sk-test", maxRetries: 0 };
const clients = {
  chat: new openai.OpenAI({ ...options, baseURL: CHAT_URL }),
  other: new openai.OpenAI({ ...options, baseURL: OTHER_URL }),
};
const withSession = setTags(setUser(setSession(context.active(), { sessionId: SESSION }), { userId: "u-1" }), ["beta"]);
await context.with(withSession, () =>
  traceAgent(() => runAgent(clients, async (run, input) => traceTool(run, { name: TOOL_NAME })(input)), {
    name: "weather_agent",
  })(),
);
await provider.forceFlush();
