/** A loopback server that answers as Anthropic's Messages API does, whole or in a stream: always the same. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

export interface Anthropic {
  readonly url: string;
  close(): Promise<void>;
}

/** What is cached counts apart from the input. */
const INPUT = { input_tokens: 12, cache_read_input_tokens: 1_000, cache_creation_input_tokens: 100 };
const MESSAGE = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-3-5-haiku-20241022",
  stop_sequence: null,
};

const WHOLE = {
  ...MESSAGE,
  content: [{ type: "text", text: "Four." }],
  stop_reason: "end_turn",
  usage: { ...INPUT, output_tokens: 7 },
};

const STREAM = [
  {
    type: "message_start",
    message: { ...MESSAGE, content: [], stop_reason: null, usage: { ...INPUT, output_tokens: 1 } },
  },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Four." } },
  { type: "content_block_stop", index: 0 },
  { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 7 } },
  { type: "message_stop" },
];

export async function startAnthropic(): Promise<Anthropic> {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { stream } = (await json(request)) as { readonly stream?: boolean };
  response.setHeader("content-type", stream === true ? "text/event-stream" : "application/json");
  response.end(stream === true ? STREAM.map(toFrame).join("") : JSON.stringify(WHOLE));
}

function toFrame(event: { readonly type: string }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
