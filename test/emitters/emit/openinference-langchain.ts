/** OpenInference on LangChain and on the `openai` package below it: the same calls are told twice. */
import { LangChainInstrumentation } from "@arizeai/openinference-instrumentation-langchain";
import { OpenAIInstrumentation } from "@arizeai/openinference-instrumentation-openai";
import * as callbacks from "@langchain/core/callbacks/manager";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import * as openai from "openai";
import { createExporter } from "../environment.ts";
import { runLangChainAgent } from "../langchain-agent.ts";

const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(createExporter())] });
provider.register();
const models = new OpenAIInstrumentation();
models.setTracerProvider(provider);
models.manuallyInstrument(openai.OpenAI as never);
const chains = new LangChainInstrumentation();
chains.setTracerProvider(provider);
chains.manuallyInstrument(callbacks);
await runLangChainAgent();
await provider.forceFlush();
