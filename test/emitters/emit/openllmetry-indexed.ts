/** OpenLLMetry before it took OpenTelemetry's words for messages: `gen_ai.prompt.0.content` and the like. */
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import OpenAI from "openai";
import { OpenAIInstrumentation } from "traceloop-openai-before";
import { CHAT_URL, createExporter } from "../environment.ts";
import { runAgent } from "../openai-agent.ts";

const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(createExporter())] });
provider.register();
const instrumentation = new OpenAIInstrumentation();
instrumentation.setTracerProvider(provider);
instrumentation.manuallyInstrument(OpenAI);
await runAgent({ chat: new OpenAI({ apiKey: "sk-test", maxRetries: 0, baseURL: CHAT_URL }) });
await provider.forceFlush();
