/** An MCP server on standard input and output with one tool, which works in the session that its caller brings. */
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { init, joinSession, shutdown } from "rootspan";
import { think } from "./think.ts";

init({ autoStartSession: false });
const server = new McpServer({ name: "thinker", version: "1.0.0" });
server.registerTool("think", { description: "Thinks once." }, ({ _meta }) =>
  joinSession(
    _meta,
    (session) => {
      think();
      return { content: [{ type: "text", text: session?.id ?? "alone" }] };
    },
    { name: "by _meta" },
  ),
);
const transport = new StdioServerTransport();
await server.connect(transport);
// The client ends it by closing its input.
process.stdin.once("end", () => void shutdown());
