/** What a connection says, with content: its span, and those of the responses within. */
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { OpenAIInstrumentation, wrapOpenAI } from "../src/openai/index.ts";
import { recordSpans } from "./support/recorded-spans.ts";

const require = createRequire(__filename);
const spans = recordSpans();

interface Client {
  readonly socket: { addEventListener(type: "close", listen: () => void): void };
  on(type: string, listen: (event: unknown) => void): void;
  send(event: object): void;
  close(): void;
}

type Classes = Readonly<Record<string, new (...parameters: unknown[]) => Client>>;

const EVENTS = [
  {
    type: "session.created",
    session: {
      model: "gpt-realtime",
      instructions: "Be brief.",
      output_modalities: ["audio"],
      max_output_tokens: 500,
      tools: [{ type: "function", name: "get_weather", parameters: { type: "object" } }],
    },
  },
  {
    type: "response.created",
    response: { object: "realtime.response", id: "resp_1", status: "in_progress", output: [] },
  },
  {
    type: "response.done",
    response: {
      object: "realtime.response",
      id: "resp_1",
      conversation_id: "conv_1",
      status: "completed",
      output: [
        { type: "message", role: "assistant", content: [{ type: "output_audio", transcript: "One moment." }] },
        { type: "function_call", call_id: "call_1", name: "get_weather", arguments: '{"city":"Lisbon"}' },
      ],
      usage: {
        input_tokens: 30,
        output_tokens: 12,
        input_token_details: {
          text_tokens: 10,
          audio_tokens: 20,
          cached_tokens: 8,
          cached_tokens_details: { text_tokens: 3, audio_tokens: 5 },
        },
        output_token_details: { text_tokens: 4, audio_tokens: 8 },
      },
    },
  },
];

/** Sends the first event at once, and the others when it is asked. */
async function serve(): Promise<{ readonly port: number; close(): void }> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket: WebSocket) => {
    const send = (event: object) => socket.send(JSON.stringify(event));
    send(EVENTS[0]!);
    socket.on("message", (data: Buffer) => {
      if (data.toString().includes("response.create")) EVENTS.slice(1).forEach(send);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const client of sockets.clients) client.terminate();
      server.close();
    },
  };
}

async function talk(port: number, prepare: (client: Client) => void): Promise<void> {
  const { OpenAI } = require("openai7") as Classes;
  const { OpenAIRealtimeWS } = require("openai7/realtime/ws") as Classes;
  const options = { createConnection: () => connect(port, "127.0.0.1") };
  const openai = new OpenAI!({ apiKey: "sk-test", baseURL: `http://127.0.0.1:${port}/v1` });
  const client = new OpenAIRealtimeWS!({ model: "gpt-realtime", options }, openai);
  prepare(client);
  await new Promise((resolve) => client.on("session.created", resolve));
  const content = [{ type: "input_text", text: "How is the weather?" }];
  client.send({ type: "conversation.item.create", item: { type: "message", role: "user", content } });
  client.send({ type: "response.create" });
  await new Promise((resolve) => client.on("response.done", resolve));
  // Nobody gets what is sent once the socket is closed, not even at that moment: it is no call.
  client.on("error", () => {});
  const closed = new Promise<void>((resolve) => {
    client.socket.addEventListener("close", () => {
      client.send({ type: "response.create" });
      resolve();
    });
  });
  client.close();
  await closed;
  while (spans.open > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

const RESPONSE = {
  "rootspan.kind": "llm",
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": "gpt-realtime",
  "gen_ai.request.stream": true,
  "gen_ai.request.max_tokens": 500,
  "gen_ai.output.type": "speech",
  "gen_ai.response.id": "resp_1",
  "gen_ai.conversation.id": "conv_1",
  "gen_ai.response.finish_reasons": ["tool_calls"],
  "gen_ai.usage.input_tokens": 30,
  "gen_ai.usage.output_tokens": 12,
  "gen_ai.usage.text.input_tokens": 10,
  "gen_ai.usage.audio.input_tokens": 20,
  "gen_ai.usage.cache_read.input_tokens": 8,
  "gen_ai.usage.text.cache_read.input_tokens": 3,
  "gen_ai.usage.audio.cache_read.input_tokens": 5,
  "gen_ai.usage.text.output_tokens": 4,
  "gen_ai.usage.audio.output_tokens": 8,
};

let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => void (server = await serve()));
afterAll(() => server.close());
beforeEach(() => spans.clear());

it("tells of each response what it was asked, said and used", async () => {
  const instrumentation = new OpenAIInstrumentation({ captureContent: true });
  instrumentation.setTracerProvider(spans.provider);
  const emitters = require("openai7/realtime/internal-base") as object;
  instrumentation.patchModule(emitters);
  await talk(server.port, () => {});
  instrumentation.unpatch(emitters);
  const [connection, response] = spans.ended;
  expect([connection?.name, response?.name]).toEqual(["realtime.connection", "chat gpt-realtime"]);
  expect(response?.parentSpanContext?.spanId).toBe(connection?.spanContext().spanId);
  const { attributes } = response!;
  expect(attributes).toMatchObject(RESPONSE);
  const read = (name: string): unknown => JSON.parse(attributes[name] as string);
  expect(read("gen_ai.system_instructions")).toEqual([{ type: "text", content: "Be brief." }]);
  expect(read("gen_ai.input.messages")).toEqual([
    { role: "user", parts: [{ type: "text", content: "How is the weather?" }] },
  ]);
  expect(read("gen_ai.tool.definitions")).toEqual([
    { type: "function", name: "get_weather", parameters: { type: "object" } },
  ]);
  expect(read("gen_ai.output.messages")).toEqual([
    {
      role: "assistant",
      parts: [
        { type: "text", content: "One moment." },
        { type: "tool_call", id: "call_1", name: "get_weather", arguments: { city: "Lisbon" } },
      ],
      finish_reason: "tool_call",
    },
  ]);
});

it("is seen by hand too, once, and leaves the class as it was", async () => {
  await talk(server.port, (client) => {
    expect(wrapOpenAI(wrapOpenAI(client, { tracerProvider: spans.provider }))).toBe(client);
    expect(Object.keys(client)).toEqual(expect.not.arrayContaining(["send", "_emit"]));
  });
  expect(spans.ended.map(({ name }) => name)).toEqual(["realtime.connection", "chat gpt-realtime"]);
  expect(spans.ended[1]!.attributes).not.toHaveProperty("gen_ai.output.messages");
});
