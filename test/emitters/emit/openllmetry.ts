/** OpenLLMetry: Traceloop's SDK with its decorators, and its instrumentation of `openai`. */
import OpenAI from "openai";
import * as traceloop from "@traceloop/node-server-sdk";
import { CHAT_URL, createExporter, OTHER_URL, RECEIVER_KEY, RECEIVER_URL } from "../environment.ts";
import { runAgent } from "../openai-agent.ts";
import { SESSION, TOOL_NAME } from "../scenario.ts";

traceloop.initialize({
  appName: "weather",
  ...(RECEIVER_KEY === undefined
    ? { apiKey: "not-used", exporter: createExporter() }
    : { apiKey: RECEIVER_KEY, baseUrl: RECEIVER_URL }),
  instrumentModules: { openAI: OpenAI as never },
  traceloopSyncEnabled: false,
  silenceInitializationMessage: true,
});
const options = { apiKey: "sk-test", maxRetries: 0 };
const clients = {
  chat: new OpenAI({ ...options, baseURL: CHAT_URL }),
  other: new OpenAI({ ...options, baseURL: OTHER_URL }),
};
await traceloop.withAssociationProperties({ session_id: SESSION, user_id: "u-1" }, async () =>
  traceloop.withWorkflow({ name: "ask" }, async () =>
    traceloop.withAgent({ name: "weather_agent" }, async () =>
      runAgent(clients, async (run, input) => (await traceloop.withTool({ name: TOOL_NAME }, run, input)) as object),
    ),
  ),
);
await traceloop.forceFlush();
