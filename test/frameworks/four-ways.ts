/** A session that reaches other processes by headers, by the environment, by MCP's `_meta` and by its id alone. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { createFetch, init, withSessionMeta, withTool } from "rootspan";
import { think } from "./think.ts";

const session = init({ sessionName: "owner" });
const beside = (file: string): string => new URL(file, import.meta.url).pathname;
const run = (file: string, ...args: string[]): string[] => [...process.execArgv, beside(file), ...args];

async function start(name: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, run("part.ts", name), { env, stdio: "inherit" });
  await once(child, "close");
}

const callService = withTool("call the service", async () => {
  const service = spawn(process.execPath, run("think-service.ts"), { stdio: ["pipe", "pipe", "inherit"] });
  const [url] = (await once(service.stdout, "data")) as [Buffer];
  const fetch = createFetch({ hosts: ["127.0.0.1"] });
  const { status } = await fetch(url.toString().trim());
  service.stdin.end();
  await once(service, "close");
  return status;
});

const callTool = withTool("call the tool", async () => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== undefined));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: run("mcp-server.ts"),
    env: env as Record<string, string>,
  });
  const client = new Client({ name: "owner", version: "1.0.0" });
  await client.connect(transport);
  const { content } = await client.callTool(withSessionMeta({ name: "think" }));
  await client.close();
  return content;
});

const startChild = withTool("start a child", () => start("by the environment", session.childEnv()));

think();
await callService();
await callTool();
await startChild();
await start("by the id", { ...process.env, ROOTSPAN_INHERITED_SESSION_ID: session.id });
await session.end("Success");
console.log(session.id);
