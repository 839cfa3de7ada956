/** The stream of a response says what the response says, as far as it has come. */
import * as key from "@rootspan/model/attributes";
import { responses } from "../src/openai/responses.ts";

const ON = { captureContent: true, maxAttributeBytes: 65_536 };
const OFF = { captureContent: false, maxAttributeBytes: 65_536 };

describe("a stream that is left", () => {
  function read(events: readonly object[], limits = ON) {
    const reader = responses.createChunkReader!(limits);
    for (const event of events) reader.read(event);
    return reader;
  }

  const begun = {
    type: "response.created",
    response: { id: "resp_1", model: "gpt-5", status: "in_progress", output: [] },
  };

  it("says what had come: items that were done as they were, others as far as they came", () => {
    const attributes = read([
      begun,
      { type: "response.output_item.added", output_index: 0, item: { type: "reasoning", id: "rs", summary: [] } },
      { type: "response.reasoning_summary_text.delta", output_index: 0, summary_index: 0, delta: "A " },
      {
        type: "response.output_item.added",
        output_index: 1,
        item: { type: "function_call", call_id: "c", name: "add" },
      },
      { type: "response.function_call_arguments.delta", output_index: 1, delta: '{"a":' },
      { type: "response.reasoning_summary_text.delta", output_index: 0, summary_index: 0, delta: "sum." },
      { type: "response.function_call_arguments.delta", output_index: 1, delta: "2}" },
      {
        type: "response.output_item.added",
        output_index: 2,
        item: { type: "message", status: "in_progress", content: [] },
      },
      { type: "response.output_text.delta", output_index: 2, content_index: 0, delta: "Fo" },
      { type: "response.output_text.delta", output_index: 2, content_index: 1, delta: "second" },
      { type: "response.output_text.delta", output_index: 2, content_index: 0, delta: "ur" },
    ]).attributes();
    expect(attributes).toMatchObject({
      "gen_ai.response.id": "resp_1",
      "gen_ai.response.status": "in_progress",
      "gen_ai.response.finish_reasons": ["error"],
    });
    expect(JSON.parse(attributes[key.GEN_AI_OUTPUT_MESSAGES] as string)).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "reasoning", content: "A sum." },
          { type: "tool_call", id: "c", name: "add", arguments: { a: 2 } },
          { type: "text", content: "Four" },
          { type: "text", content: "second" },
        ],
        finish_reason: "error",
      },
    ]);
  });

  it("keeps no text while content is off, and no more than can be recorded while it is on", () => {
    const delta = { type: "response.output_text.delta", output_index: 0, content_index: 0, delta: "x".repeat(1_000) };
    const many = Array.from({ length: 1_000 }, () => delta);
    expect(JSON.stringify(read([begun, ...many], OFF).attributes())).not.toContain("x");
    const small = { captureContent: true, maxAttributeBytes: 2_048 };
    const text = read([begun, ...many], small).attributes()[key.GEN_AI_OUTPUT_MESSAGES] as string;
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2_048);
    expect(JSON.parse(text)).toHaveLength(1);
  });

  it("is told by its last event, also where that leaves the output out", () => {
    const item = { type: "message", id: "m", status: "completed", content: [{ type: "output_text", text: "4" }] };
    const done = [
      begun,
      { type: "response.output_item.done", output_index: 0, item },
      {
        type: "response.completed",
        response: { id: "resp_1", status: "completed", output: [], usage: { input_tokens: 1 } },
      },
    ];
    const attributes = read(done).attributes();
    expect(attributes).toMatchObject({ "gen_ai.response.finish_reasons": ["stop"], "gen_ai.usage.input_tokens": 1 });
    expect(attributes[key.GEN_AI_OUTPUT_MESSAGES]).toContain('"content":"4"');
    expect(read(done).error?.()).toBeUndefined();
  });

  it("knows an error that came as an event", () => {
    const reader = read([begun, { type: "error", code: "server_error", message: "Too hard." }]);
    expect(reader.error?.()).toMatchObject({ code: "server_error" });
  });

  it.each([
    null,
    7,
    {},
    { type: 5 },
    { type: "response.output_text.delta" },
    { type: "response.output_item.added", item: 3 },
  ])("takes %j as it is", (odd) => {
    expect(() => read([odd as object]).attributes()).not.toThrow();
  });
});
