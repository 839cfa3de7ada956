/** Runs the agent against OpenAI where `OPENAI_API_KEY` is set, else against a provider on this machine. */
import { startLoopbackProvider } from "loopback-provider";
import { travelAgent } from "./travel-agent.ts";

const provider = process.env["OPENAI_API_KEY"] ? undefined : await startLoopbackProvider(travelAgent);
if (provider !== undefined) {
  process.env["OPENAI_BASE_URL"] = provider.url;
  process.env["OPENAI_API_KEY"] = "sk-loopback";
}
await import("./agent.ts");
await provider?.close();
