/** Chat requests and responses as attributes. */
import * as key from "@rootspan/model/attributes";
import { chatRequestAttributes, chatRequestContent, chatResponseAttributes } from "../src/openai/chat.ts";

const ON = { captureContent: true, maxAttributeBytes: 65_536 };
const OFF = { captureContent: false, maxAttributeBytes: 65_536 };

function inputOf(messages: readonly unknown[]): unknown {
  return JSON.parse(chatRequestContent({ messages }, ON)[key.GEN_AI_INPUT_MESSAGES] as string);
}

function outputOf(message: object, finish_reason: string | null = "stop"): unknown {
  const response = { choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason }] };
  return JSON.parse(chatResponseAttributes(response, ON)[key.GEN_AI_OUTPUT_MESSAGES] as string);
}

describe("a chat request", () => {
  it("keeps every parameter that was given, zero included", () => {
    expect(
      chatRequestAttributes({
        model: "gpt-4o-mini",
        temperature: 0,
        top_p: 0.9,
        frequency_penalty: 0,
        presence_penalty: -1,
        max_tokens: 5,
        max_completion_tokens: 7,
        seed: 42,
        stop: ["END", "STOP"],
        n: 2,
        stream: true,
        reasoning_effort: "low",
        service_tier: "flex",
        response_format: { type: "json_schema" },
      }),
    ).toEqual({
      "openai.api.type": "chat_completions",
      "gen_ai.request.temperature": 0,
      "gen_ai.request.top_p": 0.9,
      "gen_ai.request.frequency_penalty": 0,
      "gen_ai.request.presence_penalty": -1,
      "gen_ai.request.max_tokens": 7,
      "gen_ai.request.seed": 42,
      "gen_ai.request.stop_sequences": ["END", "STOP"],
      "gen_ai.request.choice.count": 2,
      "gen_ai.request.stream": true,
      "gen_ai.request.reasoning.level": "low",
      "openai.request.service_tier": "flex",
      "gen_ai.output.type": "json",
    });
  });

  it("says nothing that it was not told", () => {
    const defaults = {
      n: 1,
      stream: false,
      service_tier: "auto",
      temperature: null,
      stop: null,
      response_format: null,
    };
    expect(chatRequestAttributes(defaults)).toEqual({ "openai.api.type": "chat_completions" });
  });

  it.each([
    [{ response_format: { type: "text" } }, "text"],
    [{ response_format: { type: "json_object" } }, "json"],
    [{ modalities: ["text", "audio"] }, "speech"],
  ])("of %j wants %s", (request, type) => {
    expect(chatRequestAttributes(request)[key.GEN_AI_OUTPUT_TYPE]).toBe(type);
  });

  it("has one stop sequence as a list of one", () => {
    expect(chatRequestAttributes({ stop: "END" })[key.GEN_AI_REQUEST_STOP_SEQUENCES]).toEqual(["END"]);
  });

  it("keeps system and developer messages among the messages", () => {
    expect(
      inputOf([
        { role: "system", content: "Be brief." },
        { role: "developer", content: [{ type: "text", text: "Be exact." }] },
        { role: "user", name: "ada", content: "2+2?" },
      ]),
    ).toEqual([
      { role: "system", parts: [{ type: "text", content: "Be brief." }] },
      { role: "developer", parts: [{ type: "text", content: "Be exact." }] },
      { role: "user", name: "ada", parts: [{ type: "text", content: "2+2?" }] },
    ]);
  });

  it("has tool calls with their arguments as data, and tool results with their id", () => {
    expect(
      inputOf([
        {
          role: "assistant",
          content: null,
          tool_calls: [
            { id: "call_1", type: "function", function: { name: "add", arguments: '{"a":2}' } },
            { id: "call_2", type: "function", function: { name: "add", arguments: '{"a":' } },
            { id: "call_3", type: "custom", custom: { name: "shell", input: "ls -l" } },
          ],
        },
        { role: "tool", tool_call_id: "call_1", content: "4" },
        { role: "assistant", content: null, function_call: { name: "old", arguments: "{}" } },
        { role: "function", name: "old", content: "5" },
      ]),
    ).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "tool_call", id: "call_1", name: "add", arguments: { a: 2 } },
          { type: "tool_call", id: "call_2", name: "add", arguments: '{"a":' },
          { type: "tool_call", id: "call_3", name: "shell", arguments: "ls -l" },
        ],
      },
      { role: "tool", parts: [{ type: "tool_call_response", id: "call_1", response: "4" }] },
      { role: "assistant", parts: [{ type: "tool_call", name: "old", arguments: {} }] },
      { role: "function", name: "old", parts: [{ type: "tool_call_response", response: "5" }] },
    ]);
  });

  it("keeps addresses of media, and leaves their bytes out", () => {
    const bytes = "A".repeat(2_000_000);
    const content = [
      { type: "image_url", image_url: { url: "https://example.com/cat.png", detail: "low" } },
      { type: "image_url", image_url: { url: `data:image/png;base64,${bytes}` } },
      { type: "input_audio", input_audio: { data: bytes, format: "wav" } },
      { type: "file", file: { file_id: "file-1" } },
      { type: "file", file: { filename: "a.pdf", file_data: `data:application/pdf;base64,${bytes}` } },
      { type: "something_new", secret: bytes },
    ];
    const omitted = "[2000000 base64 characters omitted]";
    expect(inputOf([{ role: "user", content }])).toEqual([
      {
        role: "user",
        parts: [
          { type: "uri", modality: "image", uri: "https://example.com/cat.png" },
          { type: "blob", modality: "image", mime_type: "image/png", content: omitted },
          { type: "blob", modality: "audio", mime_type: "audio/wav", content: omitted },
          { type: "file", modality: "document", file_id: "file-1" },
          { type: "blob", modality: "document", mime_type: "application/pdf", content: omitted },
          { type: "generic", generic_type: "something_new" },
        ],
      },
    ]);
  });

  it("has tool definitions of every kind", () => {
    const parameters = { type: "object", properties: { city: { type: "string" } } };
    const tools = [
      { type: "function", function: { name: "get_weather", description: "Weather now", parameters, strict: true } },
      { type: "custom", custom: { name: "shell", description: "Runs a command" } },
    ];
    expect(JSON.parse(chatRequestContent({ tools }, ON)[key.GEN_AI_TOOL_DEFINITIONS] as string)).toEqual([
      { type: "function", name: "get_weather", description: "Weather now", parameters },
      { type: "custom", name: "shell", description: "Runs a command" },
    ]);
    expect(
      JSON.parse(chatRequestContent({ functions: [{ name: "old" }] }, ON)[key.GEN_AI_TOOL_DEFINITIONS] as string),
    ).toEqual([{ type: "function", name: "old" }]);
  });
});

describe("a chat response", () => {
  it("says who answered, why it stopped and what it used", () => {
    expect(
      chatResponseAttributes(
        {
          id: "chatcmpl-1",
          model: "gpt-4o-mini-2024-07-18",
          service_tier: "default",
          system_fingerprint: "fp_1",
          choices: [
            { index: 1, message: {}, finish_reason: "length" },
            { index: 0, message: { content: "secret" }, finish_reason: "tool_calls" },
          ],
          usage: {
            prompt_tokens: 2000,
            completion_tokens: 300,
            total_tokens: 2300,
            prompt_tokens_details: { cached_tokens: 1024, cache_write_tokens: 512, audio_tokens: 0 },
            completion_tokens_details: { reasoning_tokens: 128, audio_tokens: 60 },
          },
        },
        OFF,
      ),
    ).toEqual({
      "gen_ai.response.id": "chatcmpl-1",
      "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
      "gen_ai.response.finish_reasons": ["tool_calls", "length"],
      "openai.response.service_tier": "default",
      "openai.response.system_fingerprint": "fp_1",
      "gen_ai.usage.input_tokens": 2000,
      "gen_ai.usage.output_tokens": 300,
      "gen_ai.usage.cache_read.input_tokens": 1024,
      "gen_ai.usage.cache_write.input_tokens": 512,
      "gen_ai.usage.reasoning.output_tokens": 128,
      "gen_ai.usage.audio.output_tokens": 60,
    });
  });

  it.each([
    [
      "xAI and Gemini, which count reasoning apart",
      {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 35,
        completion_tokens_details: { reasoning_tokens: 20 },
      },
      25,
    ],
    [
      "OpenAI, which counts it in",
      {
        prompt_tokens: 10,
        completion_tokens: 25,
        total_tokens: 35,
        completion_tokens_details: { reasoning_tokens: 20 },
      },
      25,
    ],
  ])("counts reasoning as output with %s", (_, usage, output) => {
    expect(chatResponseAttributes({ usage }, OFF)).toMatchObject({ "gen_ai.usage.output_tokens": output });
  });

  it("finds the cached part where DeepSeek puts it", () => {
    const usage = { prompt_tokens: 10, completion_tokens: 1, prompt_cache_hit_tokens: 8 };
    expect(chatResponseAttributes({ usage }, OFF)).toMatchObject({ "gen_ai.usage.cache_read.input_tokens": 8 });
  });

  it.each([undefined, null, "text", 7, [], {}, { choices: null, usage: null }, { choices: [null, 3], usage: "none" }])(
    "of %j is nothing, and no fault",
    (response) => {
      expect(chatResponseAttributes(response, ON)).toEqual({});
    },
  );

  it("has text, reasoning, refusals and tool calls as parts", () => {
    expect(outputOf({ content: "4", reasoning_content: "2+2" })).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "reasoning", content: "2+2" },
          { type: "text", content: "4" },
        ],
        finish_reason: "stop",
      },
    ]);
    expect(outputOf({ content: null, refusal: "No." })).toEqual([
      {
        role: "assistant",
        parts: [{ type: "generic", generic_type: "refusal", content: "No." }],
        finish_reason: "stop",
      },
    ]);
    const tool_calls = [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }];
    expect(outputOf({ content: null, tool_calls }, "tool_calls")).toEqual([
      {
        role: "assistant",
        parts: [{ type: "tool_call", id: "c", name: "f", arguments: {} }],
        finish_reason: "tool_call",
      },
    ]);
  });

  it("has what was spoken as text, without the sound", () => {
    expect(outputOf({ content: null, audio: { id: "a", data: "AAAA", transcript: "four" } })).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "text", content: "four" },
          { type: "blob", modality: "audio", content: "[4 base64 characters omitted]" },
        ],
        finish_reason: "stop",
      },
    ]);
  });
});
