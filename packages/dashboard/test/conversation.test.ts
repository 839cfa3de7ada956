/** Messages of model calls, whatever shape they were recorded in, and what is new in a call. */
import fc from "fast-check";
import { changesBetween } from "../src/session/chat/message-changes.ts";
import { conversationOf, type Message } from "../src/session/chat/messages.ts";

const say = (role: string, text: string): Message => ({
  role,
  parts: [{ type: "text", text }],
  finishReason: undefined,
});

it("reads the messages of OpenTelemetry's conventions", () => {
  const { input, output } = conversationOf({
    "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: "Be brief." }]),
    "gen_ai.input.messages": JSON.stringify([
      {
        role: "user",
        parts: [
          { type: "text", content: "Weather?" },
          { type: "uri", modality: "image", uri: "https://example.com/a.png" },
        ],
      },
      { role: "assistant", parts: [{ type: "tool_call", id: "c1", name: "weather", arguments: { city: "Lisbon" } }] },
      { role: "tool", parts: [{ type: "tool_call_response", id: "c1", response: '{"celsius":24}' }] },
    ]),
    "gen_ai.output.messages": JSON.stringify([
      {
        role: "assistant",
        parts: [
          { type: "reasoning", content: "hm" },
          { type: "text", content: "Sunny." },
        ],
        finish_reason: "stop",
      },
    ]),
  });
  expect(input).toEqual([
    say("system", "Be brief."),
    {
      role: "user",
      parts: [
        { type: "text", text: "Weather?" },
        { type: "media", mediaType: "image", address: "https://example.com/a.png", note: "https://example.com/a.png" },
      ],
      finishReason: undefined,
    },
    {
      role: "assistant",
      parts: [{ type: "tool_call", id: "c1", name: "weather", input: { city: "Lisbon" } }],
      finishReason: undefined,
    },
    { role: "tool", parts: [{ type: "tool_result", id: "c1", output: { celsius: 24 } }], finishReason: undefined },
  ]);
  expect(output).toEqual([
    {
      role: "assistant",
      parts: [
        { type: "reasoning", text: "hm" },
        { type: "text", text: "Sunny." },
      ],
      finishReason: "stop",
    },
  ]);
});

it("reads what chat APIs take and give, where it was recorded as it is", () => {
  const { input, output } = conversationOf({
    "rootspan.event.params": JSON.stringify({
      model: "m",
      messages: [
        { role: "user", content: "Hi" },
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: '{"a":1}' } }],
        },
        { role: "tool", tool_call_id: "c", content: "done" },
      ],
    }),
    "rootspan.event.returns": "plain text",
  });
  expect(input).toEqual([
    say("user", "Hi"),
    { role: "assistant", parts: [{ type: "tool_call", id: "c", name: "f", input: { a: 1 } }], finishReason: undefined },
    { role: "tool", parts: [{ type: "tool_result", id: "c", output: "done" }], finishReason: undefined },
  ]);
  expect(output).toEqual([say("assistant", "plain text")]);
});

it("shows what it does not know as data, and loses nothing of it", () => {
  const { input } = conversationOf({
    "gen_ai.input.messages": '[{"strange":true},7,{"role":"user","parts":[{"type":"hologram"}]}]',
  });
  expect(input.map(({ parts }) => parts)).toEqual([
    [{ type: "data", value: { strange: true } }],
    [{ type: "data", value: 7 }],
    [{ type: "data", value: { type: "hologram" } }],
  ]);
});

it("reads anything without a fault", () => {
  fc.assert(
    fc.property(fc.json(), fc.jsonValue(), (text, value) => {
      conversationOf({
        "gen_ai.input.messages": text,
        "gen_ai.output.messages": value,
        "gen_ai.system_instructions": value,
      });
    }),
  );
});

describe("what a call was told anew", () => {
  const [user, answer, next] = [say("user", "a"), say("assistant", "b"), say("user", "c")];

  it("is what the call before did not have", () => {
    expect(changesBetween([user, { ...answer, finishReason: "stop" }], [user, answer, next])).toEqual([
      { type: "repeated", messages: [user, answer] },
      { type: "added", messages: [next] },
    ]);
  });

  it("is told apart from what was taken out, wherever that stood", () => {
    expect(changesBetween([user, answer, next], [user, next])).toEqual([
      { type: "repeated", messages: [user] },
      { type: "dropped", messages: [answer] },
      { type: "repeated", messages: [next] },
    ]);
    expect(changesBetween([user], [next])).toEqual([
      { type: "dropped", messages: [user] },
      { type: "added", messages: [next] },
    ]);
  });

  it("is the same message with other words, where most of it is as it was", () => {
    const [morning, evening] = [
      say("system", "It is 9 o'clock. Be kind."),
      say("system", "It is 18 o'clock. Be kind."),
    ];
    expect(changesBetween([morning, user], [evening, user, answer])).toEqual([
      {
        type: "changed",
        before: morning,
        now: evening,
        text: [
          { text: "It is ", in: "both" },
          { text: "9", in: "before" },
          { text: "18", in: "now" },
          { text: " o'clock. Be kind.", in: "both" },
        ],
      },
      { type: "repeated", messages: [user] },
      { type: "added", messages: [answer] },
    ]);
  });

  it("has every message of both calls once, in its order", () => {
    const messages = fc.array(fc.constantFrom(user, answer, next, say("user", "a b c d"), say("user", "a b c e")));
    fc.assert(
      fc.property(messages, messages, (before, now) => {
        const changes = changesBetween(before, now);
        const of = (kind: "before" | "now") =>
          changes.flatMap((change) =>
            change.type === "changed"
              ? [change[kind]]
              : change.type === (kind === "now" ? "dropped" : "added")
                ? []
                : change.messages,
          );
        expect(of("now")).toEqual(now);
        expect(of("before")).toEqual(before);
      }),
    );
  });
});
