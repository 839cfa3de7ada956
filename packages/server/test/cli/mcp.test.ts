/** `rootspan mcp` as the official client of the protocol's older line runs it. */
import { resolve } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import * as key from "@rootspan/model/attributes";
import { openServerUnderTest, type ServerUnderTest } from "../http/server-under-test.ts";
import { callOf, newSessionId, rootOf, spanOf } from "../spans.ts";

let server: ServerUnderTest;
let client: Client;
const id = newSessionId();
const step = spanOf(id, { [key.ROOTSPAN_KIND]: "tool", note: "a needle in hay", long: "x".repeat(100_000) });

beforeAll(async () => {
  server = await openServerUnderTest();
  await server.send([callOf(id), step, rootOf(id, "Failure")]);
  client = new Client({ name: "test", version: "1" });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ["--conditions=@rootspan/source", resolve(__dirname, "../../src/main.ts"), "mcp"],
    env: { ...(process.env as Record<string, string>), ROOTSPAN_ENDPOINT: server.url },
  });
  await client.connect(transport);
});

afterAll(async () => {
  await client.close();
  await server.close();
});

/** The JSON of the answer's text. */
async function call(name: string, input: Record<string, unknown> = {}): Promise<{ isError: boolean; text: string }> {
  const answer = await client.callTool({ name, arguments: input });
  const [content] = answer.content as { text: string }[];
  return { isError: answer.isError === true, text: content!.text };
}

const read = async (name: string, input: Record<string, unknown> = {}): Promise<ReturnType<typeof JSON.parse>> =>
  JSON.parse((await call(name, input)).text);

it("offers tools that only read", async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    "list_sessions",
    "search_sessions",
    "get_session",
    "list_spans",
    "get_span",
  ]);
  for (const { annotations, inputSchema } of tools) {
    expect(annotations?.readOnlyHint).toBe(true);
    expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
  }
});

it("lists, searches and inspects", async () => {
  expect((await read("list_sessions", { state: ["Failure"] })).sessions).toMatchObject([{ id }]);
  expect((await read("list_sessions", { state: ["Success"] })).sessions).toEqual([]);
  expect((await read("search_sessions", { text: "needle" })).sessions).toMatchObject([{ id }]);
  expect(await read("get_session", { session_id: id })).toMatchObject({
    session: { id, end_state: "Failure" },
    stats: { prompt_tokens: 1_000 },
  });
  const { spans } = await read("list_spans", { session_id: id });
  expect(spans).toHaveLength(3);
});

it("cuts what is too long, and says so", async () => {
  const { text } = await call("get_span", { session_id: id, span_id: step.spanId });
  expect(text.length).toBeLessThan(61_000);
  expect(text).toContain("(cut: ");
});

it.each([
  ["get_session", { session_id: newSessionId() }, "the project has no such session (404)"],
  ["list_sessions", { limit: 0 }, "limit"],
  ["list_sessions", { colour: "red" }, "additional properties"],
  ["get_span", { session_id: id, span_id: "../../project" }, "span"],
])("%s of %j is told what is wrong", async (name, input, message) => {
  const { isError, text } = await call(name, input);
  expect(isError).toBe(true);
  expect(text.toLowerCase()).toContain(message);
});
