/** OpenLLMetry on LangChain and on the `openai` package below it: the same calls are told twice. */
import OpenAI from "openai";
import * as traceloop from "@traceloop/node-server-sdk";
import { createExporter, RECEIVER_KEY, RECEIVER_URL } from "../environment.ts";
import { runLangChainAgent } from "../langchain-agent.ts";

traceloop.initialize({
  appName: "weather",
  ...(RECEIVER_KEY === undefined
    ? { apiKey: "not-used", exporter: createExporter() }
    : { apiKey: RECEIVER_KEY, baseUrl: RECEIVER_URL }),
  instrumentModules: { openAI: OpenAI as never, langchain: true },
  traceloopSyncEnabled: false,
  silenceInitializationMessage: true,
});
await runLangChainAgent();
await traceloop.forceFlush();
