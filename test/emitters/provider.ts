/** The provider that every emitter asks: chat by the loopback provider, embeddings and responses in the words of OpenAI. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, failure, type Script, startLoopbackProvider } from "loopback-provider";
import { EMBEDDING_MODEL, MODEL, REFUSED_MODEL, TOOL_NAME } from "./scenario.ts";

const ANSWERED_MODEL = `${MODEL}-2024-07-18`;

const ASKS_FOR_THE_TOOL: Answer = {
  id: "chatcmpl-first",
  model: ANSWERED_MODEL,
  choices: [
    { toolCalls: [{ id: "call_1", name: TOOL_NAME, arguments: '{"city":"Lisbon"}' }], finishReason: "tool_calls" },
  ],
  usage: { prompt_tokens: 1_181, completion_tokens: 15, total_tokens: 1_196 },
};

const ANSWERS: Answer = {
  id: "chatcmpl-second",
  model: ANSWERED_MODEL,
  choices: [{ text: "No umbrella is needed: 24 °C.", finishReason: "stop" }],
  usage: {
    prompt_tokens: 1_219,
    completion_tokens: 21,
    total_tokens: 1_240,
    prompt_tokens_details: { cached_tokens: 1_152 },
    completion_tokens_details: { reasoning_tokens: 8 },
  },
};

const chat: Script = ({ body }) => {
  if (body.model === REFUSED_MODEL) {
    return failure(401, {
      message: "Incorrect API key provided.",
      type: "invalid_request_error",
      code: "invalid_api_key",
    });
  }
  const answered = body.messages?.some(({ role }) => role === "tool") ?? false;
  return { type: "answer", answer: (body.tools?.length ?? 0) > 0 && !answered ? ASKS_FOR_THE_TOOL : ANSWERS };
};

const CANNED: Readonly<Record<string, object>> = {
  "/v1/embeddings": {
    object: "list",
    model: EMBEDDING_MODEL,
    data: [{ object: "embedding", index: 0, embedding: [0.25, -0.5] }],
    usage: { prompt_tokens: 8, total_tokens: 8 },
  },
  "/v1/responses": {
    id: "resp_1",
    object: "response",
    created_at: 1_764_000_000,
    status: "completed",
    model: ANSWERED_MODEL,
    output: [
      {
        type: "message",
        id: "msg_1",
        status: "completed",
        role: "assistant",
        content: [{ type: "output_text", text: "No umbrella is needed: 24 °C.", annotations: [] }],
      },
    ],
    parallel_tool_calls: true,
    tool_choice: "auto",
    tools: [],
    usage: {
      input_tokens: 1_219,
      input_tokens_details: { cached_tokens: 1_152 },
      output_tokens: 21,
      output_tokens_details: { reasoning_tokens: 8 },
      total_tokens: 1_240,
    },
  },
};

export interface Provider {
  /** Base URL of chat. */
  readonly chatUrl: string;
  /** Base URL of embeddings and responses. */
  readonly otherUrl: string;
  close(): Promise<void>;
}

export async function startProvider(): Promise<Provider> {
  const loopback = await startLoopbackProvider(chat);
  const other = createServer((request, response) => {
    request.resume();
    const body = CANNED[request.url ?? ""];
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(body ?? { error: { message: "unknown path" } }));
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  return {
    chatUrl: loopback.url,
    otherUrl: `http://127.0.0.1:${(other.address() as AddressInfo).port}/v1`,
    close: async () => {
      other.closeAllConnections();
      await new Promise((resolve) => other.close(resolve));
      await loopback.close();
    },
  };
}
