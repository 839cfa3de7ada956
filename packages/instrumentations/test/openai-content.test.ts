/** With content capture on, spans hold the conversation, bounded; each with the time to the first chunk. */
import { startLoopbackProvider } from "loopback-provider";
import * as openai7 from "openai7";
import { VERSION } from "../src/version.ts";
import { OpenAIInstrumentation } from "../src/openai/index.ts";
import { recordSpans } from "./support/recorded-spans.ts";
import { treeOf } from "./support/span-tree.ts";

const tools = [
  {
    type: "function" as const,
    function: {
      name: "get_weather",
      description: "The weather in a city",
      parameters: { type: "object", properties: { city: { type: "string" } } },
    },
  },
];

it("records an agent's two turns as they were", async () => {
  const spans = recordSpans();
  const instrumentation = new OpenAIInstrumentation({ captureContent: true });
  instrumentation.setTracerProvider(spans.provider);
  instrumentation.patchModule(openai7);
  const provider = await startLoopbackProvider();
  const client = new openai7.OpenAI({ apiKey: "sk-test", baseURL: provider.url });
  const messages: openai7.OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: "Umbrella in Lisbon?" }];

  const first = await client.chat.completions.create({ model: "gpt-4o-mini", messages, tools, temperature: 0 });
  messages.push(first.choices[0]!.message, {
    role: "tool",
    tool_call_id: "call_t7dWn0vQ2mYbKcXz",
    content: '{"celsius":24}',
  });
  const stream = await client.chat.completions.create({
    model: "gpt-4o-mini",
    messages,
    tools,
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const _ of stream);
  await provider.close();
  instrumentation.unpatch(openai7);

  expect(treeOf(spans.ended)).toBe(
    "chat gpt-4o-mini: tool_calls, 1181 in, 15 out\nchat gpt-4o-mini: stop, 1219 in, 21 out",
  );
  const [asked, answered] = spans.ended;
  expect(asked?.kind).toBe(2);
  expect(asked?.instrumentationScope).toMatchObject({ name: "@rootspan/instrumentations/openai", version: VERSION });
  expect(asked?.attributes).toEqual({
    "rootspan.kind": "llm",
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.request.temperature": 0,
    "server.address": "127.0.0.1",
    "server.port": Number(new URL(provider.url).port),
    "openai.api.type": "chat_completions",
    // As the conversation was when the call was made: the application has added to the list since.
    "gen_ai.input.messages": JSON.stringify([
      { role: "user", parts: [{ type: "text", content: "Umbrella in Lisbon?" }] },
    ]),
    "gen_ai.tool.definitions": JSON.stringify([{ type: "function", ...tools[0]!.function }]),
    "gen_ai.response.id": "chatcmpl-CgWeatherTurn1",
    "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
    "gen_ai.response.finish_reasons": ["tool_calls"],
    "openai.response.service_tier": "default",
    "openai.response.system_fingerprint": "fp_560af6e559",
    "gen_ai.usage.input_tokens": 1181,
    "gen_ai.usage.output_tokens": 15,
    "gen_ai.output.messages": JSON.stringify([
      {
        role: "assistant",
        parts: [{ type: "tool_call", id: "call_t7dWn0vQ2mYbKcXz", name: "get_weather", arguments: { city: "Lisbon" } }],
        finish_reason: "tool_call",
      },
    ]),
  });
  expect(answered?.attributes).toMatchObject({
    "gen_ai.request.stream": true,
    "gen_ai.usage.cache_read.input_tokens": 1152,
    "gen_ai.response.time_to_first_chunk": expect.any(Number),
  });
  const output = JSON.parse(answered?.attributes["gen_ai.output.messages"] as string) as {
    parts: { content: string }[];
  }[];
  expect(output[0]?.parts[0]?.content).toMatch(/^It is sunny in Lisbon/);
});

it("bounds what it records", async () => {
  const spans = recordSpans();
  const instrumentation = new OpenAIInstrumentation({ captureContent: true, maxAttributeBytes: 2048 });
  instrumentation.setTracerProvider(spans.provider);
  instrumentation.patchModule(openai7);
  const provider = await startLoopbackProvider("answers");
  const client = new openai7.OpenAI({ apiKey: "sk-test", baseURL: provider.url });
  const url = `data:image/png;base64,${"A".repeat(2_000_000)}`;
  await client.chat.completions.create({
    model: "gpt-4o-mini",
    messages: [
      { role: "system", content: "long ".repeat(10_000) },
      { role: "user", content: [{ type: "image_url", image_url: { url } }] },
    ],
  });
  await provider.close();
  instrumentation.unpatch(openai7);
  const text = spans.ended[0]?.attributes["gen_ai.input.messages"] as string;
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2048);
  expect(JSON.parse(text)).toEqual([
    { role: "system", parts: [{ type: "text", content: expect.stringMatching(/characters omitted/) }] },
    {
      role: "user",
      parts: [
        { type: "blob", modality: "image", mime_type: "image/png", content: "[2000000 base64 characters omitted]" },
      ],
    },
  ]);
});
