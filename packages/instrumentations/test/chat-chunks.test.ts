/** A stream says what the same answer says in one piece. */
import fc from "fast-check";
import { type Answer, toChunks, toCompletion } from "loopback-provider";
import { chat } from "../src/openai/chat.ts";

const ON = { captureContent: true, maxAttributeBytes: 65_536 };
const OFF = { captureContent: false, maxAttributeBytes: 65_536 };

const word = fc.string({ minLength: 1, maxLength: 12 });
const toolCall = fc.record({
  id: word,
  name: word,
  arguments: fc.json({ maxDepth: 2 }),
});
const choice = fc.record(
  {
    text: fc.array(word, { maxLength: 8 }).map((words) => words.join(" ").trim()),
    toolCalls: fc.array(toolCall, { maxLength: 3 }),
    finishReason: fc.constantFrom<"stop" | "length" | "tool_calls">("stop", "length", "tool_calls"),
  },
  { requiredKeys: ["finishReason"] },
);
const answer: fc.Arbitrary<Answer> = fc.record({
  id: word,
  model: word,
  choices: fc.array(choice, { maxLength: 3 }),
  usage: fc.constant({ prompt_tokens: 12, completion_tokens: 7, total_tokens: 19 }),
});

function read(chunks: readonly unknown[], limits = ON): object {
  const reader = chat.createChunkReader!(limits);
  for (const chunk of chunks) reader.read(chunk);
  return reader.attributes();
}

it.each([ON, OFF])("reads the chunks of any answer to what the whole answer says, with %j", (limits) => {
  fc.assert(
    fc.property(answer, (any) => {
      expect(read(toChunks(any, true), limits)).toEqual(chat.responseAttributes!(toCompletion(any), limits));
    }),
  );
});

it("tells parallel calls apart when a provider gives no index", () => {
  const delta = (call: object) => ({ choices: [{ index: 0, delta: { tool_calls: [call] } }] });
  expect(
    read([
      delta({ id: "a", function: { name: "f", arguments: '{"x":' } }),
      delta({ function: { arguments: "1}" } }),
      delta({ id: "b", function: { name: "g", arguments: "{}" } }),
    ]),
  ).toEqual({
    "gen_ai.response.finish_reasons": ["error"],
    "gen_ai.output.messages": JSON.stringify([
      {
        role: "assistant",
        parts: [
          { type: "tool_call", id: "a", name: "f", arguments: { x: 1 } },
          { type: "tool_call", id: "b", name: "g", arguments: {} },
        ],
        finish_reason: "error",
      },
    ]),
  });
});

it("reads freeform calls, reasoning and the older function call", () => {
  const chunks = [
    { reasoning_content: "hm" },
    { tool_calls: [{ index: 0, id: "a", type: "custom", custom: { name: "shell", input: "ls" } }] },
    { tool_calls: [{ index: 0, custom: { input: " -l" } }] },
    { function_call: { name: "old", arguments: "{" } },
    { function_call: { arguments: "}" } },
  ].map((delta) => ({ choices: [{ index: 0, delta }] }));
  expect(JSON.parse((read(chunks) as Record<string, string>)["gen_ai.output.messages"]!)).toEqual([
    {
      role: "assistant",
      parts: [
        { type: "reasoning", content: "hm" },
        { type: "tool_call", id: "a", name: "shell", arguments: "ls -l" },
        { type: "tool_call", name: "old", arguments: {} },
      ],
      finish_reason: "error",
    },
  ]);
});

it("takes the last usage, because some providers count with every chunk", () => {
  const usage = (prompt_tokens: number, completion_tokens: number) => ({ usage: { prompt_tokens, completion_tokens } });
  expect(read([usage(5, 1), { usage: null }, usage(5, 9)])).toMatchObject({ "gen_ai.usage.output_tokens": 9 });
});

it("is not troubled by odd chunks", () => {
  const odd = [
    null,
    3,
    "text",
    {},
    { choices: null },
    { choices: {} },
    { choices: [null, { delta: null }, { index: "x" }] },
  ];
  expect(read(odd)).toMatchObject({ "gen_ai.response.finish_reasons": ["error"] });
});

it("stops keeping text that cannot be recorded", () => {
  const reader = chat.createChunkReader!({ captureContent: true, maxAttributeBytes: 2000 });
  const chunk = { choices: [{ index: 0, delta: { content: "x".repeat(1000) } }] };
  for (let count = 0; count < 1000; count += 1) reader.read(chunk);
  const text = (reader.attributes() as Record<string, string>)["gen_ai.output.messages"]!;
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2000);
});
