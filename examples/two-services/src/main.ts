/** Starts both services, asks one question, prints the answer and stops them. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { startLoopbackProvider } from "loopback-provider";

const provider = process.env["OPENAI_API_KEY"] ? undefined : await startLoopbackProvider();
const openai = provider === undefined ? {} : { OPENAI_BASE_URL: provider.url, OPENAI_API_KEY: "sk-loopback" };

const weather = await start("weather.ts", {});
const agent = await start("agent.ts", { ...openai, WEATHER_URL: weather.url });
const response = await fetch(`${agent.url}/ask`, { method: "POST", body: "Do I need an umbrella in Lisbon today?" });
console.log(`Agent: ${await response.text()}`);
for (const service of [agent, weather]) await stop(service.process);
await provider?.close();

/** A service prints its address when it listens. */
async function start(file: string, env: NodeJS.ProcessEnv): Promise<{ process: ChildProcess; url: string }> {
  const service = spawn(process.execPath, [...process.execArgv, new URL(file, import.meta.url).pathname], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = (await once(service.stdout, "data")) as [Buffer];
  return { process: service, url: line.toString().trim() };
}

async function stop(service: ChildProcess): Promise<void> {
  service.kill("SIGTERM");
  await once(service, "close");
}
