/** `rootspan mcp`: lets an agent look at sessions, by the Model Context Protocol over standard input and output. */
import { once } from "node:events";
import type { ServerClient } from "../client/server-client.ts";
import { VERSION } from "../../version.ts";
import { clientOf, SERVER_FLAGS } from "../client/server-flags.ts";
import type { Command } from "../command.ts";
import { type Tool, TOOLS } from "./tools.ts";

/** A model reads no more at once; what is longer is cut, and said to be. */
const MAX_ANSWER_LENGTH = 60_000;

export const mcp: Command = {
  name: "mcp",
  words: [],
  help: "Run an MCP server on standard input and output, with tools that list, search and inspect sessions",
  flags: SERVER_FLAGS,
  async run(parsed, terminal) {
    const client = clientOf(parsed, terminal);
    // Only here: it takes longer to load than most commands take to run.
    const { fromJsonSchema, McpServer } = await import("@modelcontextprotocol/server");
    const { serveStdio } = await import("@modelcontextprotocol/server/stdio");
    const connection = serveStdio(() => {
      const server = new McpServer({ name: "rootspan", version: VERSION });
      for (const tool of TOOLS) {
        const inputSchema = fromJsonSchema<Readonly<Record<string, unknown>>>(tool.input);
        const annotations = { readOnlyHint: true, openWorldHint: false };
        server.registerTool(tool.name, { description: tool.description, inputSchema, annotations }, (input) =>
          answer(tool, client, input),
        );
      }
      return server;
    });
    await once(process.stdin, "end");
    await connection.close();
  },
};

interface ToolAnswer {
  readonly [key: string]: unknown;
  readonly content: { readonly type: "text"; readonly text: string }[];
  readonly isError?: boolean;
}

/** A fault is an answer, too: the model reads it and may ask otherwise. */
async function answer(tool: Tool, client: ServerClient, input: Readonly<Record<string, unknown>>): Promise<ToolAnswer> {
  try {
    const text = JSON.stringify(await tool.run(client, input));
    return { content: [{ type: "text", text: cut(text) }] };
  } catch (error) {
    return { isError: true, content: [{ type: "text", text: (error as Error).message }] };
  }
}

function cut(text: string): string {
  if (text.length <= MAX_ANSWER_LENGTH) return text;
  return `${text.slice(0, MAX_ANSWER_LENGTH)}… (cut: ${text.length} characters in all; ask for less at once)`;
}
