/** Requests and responses of the Responses API as attributes. */
import * as key from "@rootspan/model/attributes";
import {
  errorInResponse,
  fetchedResponse,
  fetchedResponseAttributes,
  responseAttributes,
  responseRequestAttributes,
  responseRequestContent,
} from "../src/openai/responses.ts";

const ON = { captureContent: true, maxAttributeBytes: 65_536 };
const OFF = { captureContent: false, maxAttributeBytes: 65_536 };
const PICTURE = "iVBORw0KGgo".repeat(2_000);

function inputOf(input: unknown): unknown {
  return JSON.parse(responseRequestContent({ input }, ON)[key.GEN_AI_INPUT_MESSAGES] as string);
}

function outputOf(output: readonly object[], more: object = { status: "completed" }): unknown {
  return JSON.parse(responseAttributes({ output, ...more }, ON)[key.GEN_AI_OUTPUT_MESSAGES] as string);
}

function partsOf(...output: object[]): unknown {
  return (outputOf(output) as { parts: unknown }[])[0]?.parts;
}

function reasonOf(response: object): unknown {
  return responseAttributes(response, OFF)[key.GEN_AI_RESPONSE_FINISH_REASONS];
}

describe("a request", () => {
  it("keeps every parameter that was given, zero included", () => {
    expect(
      responseRequestAttributes({
        model: "gpt-5",
        temperature: 0,
        top_p: 0.9,
        max_output_tokens: 7,
        reasoning: { effort: "low", summary: "auto" },
        text: { format: { type: "json_schema" } },
        previous_response_id: "resp_1",
        conversation: { id: "conv_1" },
        stream: true,
        background: true,
        service_tier: "flex",
        prompt: { id: "pmpt_1", version: "3" },
      }),
    ).toEqual({
      "openai.api.type": "responses",
      "gen_ai.request.temperature": 0,
      "gen_ai.request.top_p": 0.9,
      "gen_ai.request.max_tokens": 7,
      "gen_ai.request.reasoning.level": "low",
      "gen_ai.output.type": "json",
      "gen_ai.request.previous_response.id": "resp_1",
      "gen_ai.conversation.id": "conv_1",
      "gen_ai.request.stream": true,
      "rootspan.response.background": true,
      "openai.request.service_tier": "flex",
      "gen_ai.prompt.name": "pmpt_1",
      "gen_ai.prompt.version": "3",
    });
  });

  it("says nothing that it was not told", () => {
    const defaults = { stream: false, background: null, service_tier: "auto", temperature: null, conversation: null };
    expect(responseRequestAttributes(defaults)).toEqual({ "openai.api.type": "responses" });
  });

  it("has instructions apart from its messages, and tools by their kind", () => {
    const tools = [
      { type: "function", name: "add", description: null, parameters: { type: "object" }, strict: true },
      { type: "web_search" },
      { type: "mcp", server_label: "deepwiki", server_url: "https://wiki.example", authorization: "secret" },
    ];
    expect(responseRequestContent({ instructions: "Be brief.", input: "2+2?", tools }, ON)).toEqual({
      "gen_ai.system_instructions": '[{"type":"text","content":"Be brief."}]',
      "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"2+2?"}]}]',
      "gen_ai.tool.definitions": JSON.stringify([
        { type: "function", name: "add", parameters: { type: "object" } },
        { type: "web_search", name: "web_search" },
        { type: "mcp", name: "deepwiki" },
      ]),
    });
    expect(responseRequestContent({ instructions: "Be brief.", input: "2+2?", tools }, OFF)).toEqual({});
  });

  it("has messages in each of their forms, without the bytes of files", () => {
    expect(
      inputOf([
        { role: "developer", content: "Be exact." },
        {
          type: "message",
          role: "user",
          content: [
            { type: "input_text", text: "What is this?" },
            { type: "input_image", image_url: `data:image/png;base64,${PICTURE}` },
            { type: "input_image", image_url: "https://pictures.example/1.png" },
            { type: "input_image", file_id: "file_1" },
            { type: "input_file", filename: "a.pdf", file_data: PICTURE },
            { type: "input_file", file_url: "https://files.example/a.pdf" },
            { type: "input_audio", input_audio: { data: PICTURE, format: "wav" } },
            { type: "input_hologram", id: 7 },
          ],
        },
      ]),
    ).toEqual([
      { role: "developer", parts: [{ type: "text", content: "Be exact." }] },
      {
        role: "user",
        parts: [
          { type: "text", content: "What is this?" },
          { type: "blob", modality: "image", mime_type: "image/png", content: "[22000 base64 characters omitted]" },
          { type: "uri", modality: "image", uri: "https://pictures.example/1.png" },
          { type: "file", modality: "image", file_id: "file_1" },
          { type: "blob", modality: "document", content: "[22000 base64 characters omitted]" },
          { type: "uri", modality: "document", uri: "https://files.example/a.pdf" },
          { type: "blob", modality: "audio", mime_type: "audio/wav", content: "[22000 base64 characters omitted]" },
          { type: "generic", generic_type: "input_hologram" },
        ],
      },
    ]);
  });

  it("has what the model asked for before, and what came of it", () => {
    expect(
      inputOf([
        { type: "function_call", id: "fc_1", call_id: "call_1", name: "add", arguments: '{"a":2}' },
        { type: "function_call_output", call_id: "call_1", output: "4" },
        { type: "function_call_output", call_id: "call_2", output: [{ type: "input_text", text: "five" }] },
        { type: "computer_call", id: "cu_1", call_id: "call_3", action: { type: "click", x: 1, y: 2 } },
        {
          type: "computer_call_output",
          call_id: "call_3",
          output: { type: "computer_screenshot", image_url: `data:image/png;base64,${PICTURE}` },
        },
        { type: "shell_call_output", call_id: "call_4", output: [{ stdout: "a.txt" }] },
        { type: "mcp_approval_response", approval_request_id: "mcpr_1", approve: true },
        { type: "item_reference", id: "msg_7" },
      ]),
    ).toEqual([
      { role: "assistant", parts: [{ type: "tool_call", id: "call_1", name: "add", arguments: { a: 2 } }] },
      { role: "tool", parts: [{ type: "tool_call_response", id: "call_1", response: "4" }] },
      {
        role: "tool",
        parts: [{ type: "tool_call_response", id: "call_2", response: [{ type: "text", content: "five" }] }],
      },
      {
        role: "assistant",
        parts: [{ type: "tool_call", id: "call_3", name: "computer", arguments: { type: "click", x: 1, y: 2 } }],
      },
      {
        role: "tool",
        parts: [
          {
            type: "tool_call_response",
            id: "call_3",
            response: {
              type: "blob",
              modality: "image",
              mime_type: "image/png",
              content: "[22000 base64 characters omitted]",
            },
          },
        ],
      },
      { role: "tool", parts: [{ type: "tool_call_response", id: "call_4", response: [{ stdout: "a.txt" }] }] },
      {
        role: "tool",
        parts: [
          { type: "generic", generic_type: "mcp_approval_response", approval_request_id: "mcpr_1", approve: true },
        ],
      },
      { role: "assistant", parts: [{ type: "generic", generic_type: "item_reference", id: "msg_7" }] },
    ]);
  });
});

describe("a response", () => {
  it("says who answered, what was used, and why it is over", () => {
    expect(
      responseAttributes(
        {
          id: "resp_1",
          model: "gpt-5-2025-08-07",
          status: "completed",
          service_tier: "default",
          conversation: { id: "conv_1" },
          output: [{ type: "message", content: [{ type: "output_text", text: "4" }] }],
          usage: {
            input_tokens: 12,
            input_tokens_details: { cached_tokens: 4, cache_write_tokens: 2 },
            output_tokens: 7,
            output_tokens_details: { reasoning_tokens: 3 },
            total_tokens: 19,
          },
        },
        OFF,
      ),
    ).toEqual({
      "gen_ai.response.id": "resp_1",
      "gen_ai.response.model": "gpt-5-2025-08-07",
      "gen_ai.response.status": "completed",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.conversation.id": "conv_1",
      "openai.response.service_tier": "default",
      "gen_ai.usage.input_tokens": 12,
      "gen_ai.usage.output_tokens": 7,
      "gen_ai.usage.cache_read.input_tokens": 4,
      "gen_ai.usage.cache_write.input_tokens": 2,
      "gen_ai.usage.reasoning.output_tokens": 3,
    });
  });

  it.each<[object, unknown]>([
    [{ status: "completed", output: [{ type: "message" }] }, ["stop"]],
    [{ status: "completed", output: [{ type: "message" }, { type: "function_call" }] }, ["tool_calls"]],
    [{ status: "completed", output: [{ type: "shell_call", environment: { type: "local" } }] }, ["tool_calls"]],
    [{ status: "completed", output: [{ type: "shell_call", environment: { type: "container_reference" } }] }, ["stop"]],
    [{ status: "completed", output: [{ type: "web_search_call" }] }, ["stop"]],
    [{ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } }, ["length"]],
    [{ status: "incomplete", incomplete_details: { reason: "content_filter" } }, ["content_filter"]],
    [{ status: "incomplete" }, ["incomplete"]],
    [{ status: "failed" }, ["error"]],
    [{ status: "cancelled" }, ["cancelled"]],
    [{ status: "queued" }, undefined],
    [{ status: "in_progress", output: [{ type: "message" }] }, undefined],
    [{}, undefined],
  ])("of %j is over for the reason %j", (response, reason) => {
    expect(reasonOf(response)).toEqual(reason);
  });

  it("counts what its built-in tools are charged for, as the provider does where that says so", () => {
    const output = [
      { type: "web_search_call", status: "completed", action: { type: "search" } },
      { type: "web_search_call", status: "completed", action: { type: "open_page" } },
      { type: "web_search_call", status: "failed", action: { type: "search" } },
      { type: "file_search_call", status: "completed" },
      { type: "code_interpreter_call", status: "completed" },
      { type: "code_interpreter_call", status: "completed" },
    ];
    expect(responseAttributes({ status: "completed", output }, OFF)).toMatchObject({
      "rootspan.usage.web_searches": 1,
      "rootspan.usage.file_searches": 1,
      "rootspan.usage.code_executions": 2,
    });
    const told = { status: "completed", output, tool_usage: { web_search: { num_requests: 3 } } };
    expect(responseAttributes(told, OFF)).toMatchObject({ "rootspan.usage.web_searches": 3 });
    expect(fetchedResponseAttributes(told, OFF)).not.toHaveProperty(["rootspan.usage.web_searches"]);
  });

  it("that failed says why", () => {
    const error = { code: "server_error", message: "Too hard." };
    expect(errorInResponse({ status: "failed", error })).toBe(error);
    expect(errorInResponse({ status: "failed", error: null })).toEqual({ code: "failed" });
    expect(errorInResponse({ status: "incomplete", error: null })).toBeUndefined();
  });

  it("is one message: reasoning, calls and words in their order", () => {
    expect(
      outputOf([
        { type: "reasoning", summary: [{ type: "summary_text", text: "A sum." }], encrypted_content: "gAAAA" },
        { type: "function_call", call_id: "call_1", name: "add", arguments: '{"a":' },
        { type: "custom_tool_call", call_id: "call_2", name: "shell", input: "ls" },
        { type: "message", content: [{ type: "refusal", refusal: "No." }] },
      ]),
    ).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "reasoning", content: "A sum." },
          { type: "tool_call", id: "call_1", name: "add", arguments: '{"a":' },
          { type: "tool_call", id: "call_2", name: "shell", arguments: "ls" },
          { type: "generic", generic_type: "refusal", content: "No." },
        ],
        finish_reason: "tool_call",
      },
    ]);
  });

  it("has what built-in tools were asked and found, each a call and a result", () => {
    const call = (id: string, name: string, more: object, type = name) => ({
      type: "server_tool_call",
      id,
      name,
      server_tool_call: { type, ...more },
    });
    const result = (id: string, type: string, more: object) => ({
      type: "server_tool_call_response",
      id,
      server_tool_call_response: { type, ...more },
    });
    expect(
      partsOf(
        { type: "web_search_call", id: "ws", status: "completed", action: { type: "search", query: "x" } },
        { type: "file_search_call", id: "fs", queries: ["q"], results: [{ file_id: "f" }] },
        { type: "file_search_call", id: "fs2", queries: ["q"], results: null },
        {
          type: "code_interpreter_call",
          id: "ci",
          code: "2+2",
          container_id: "c",
          outputs: [{ type: "logs", logs: "4" }],
        },
        {
          type: "mcp_call",
          id: "mcp",
          server_label: "wiki",
          name: "ask",
          arguments: '{"q":1}',
          output: "yes",
          error: null,
        },
        { type: "mcp_list_tools", id: "mcpl", server_label: "wiki", tools: [{ name: "ask", input_schema: {} }] },
        { type: "image_generation_call", id: "ig", status: "completed", result: PICTURE, output_format: "webp" },
        { type: "tool_search_call", id: "ts", call_id: null, execution: "server", arguments: { q: 1 } },
        { type: "compaction", id: "cmp", encrypted_content: "gAAAA" },
        { type: "telepathy_call", id: "tp", thought: "secret" },
      ),
    ).toEqual([
      call("ws", "web_search", { action: { type: "search", query: "x" } }),
      call("fs", "file_search", { queries: ["q"] }),
      result("fs", "file_search", { results: [{ file_id: "f" }] }),
      call("fs2", "file_search", { queries: ["q"] }),
      call("ci", "code_interpreter", { code: "2+2", container_id: "c" }),
      result("ci", "code_interpreter", { outputs: [{ type: "logs", logs: "4" }] }),
      call("mcp", "ask", { server_label: "wiki", arguments: { q: 1 } }, "mcp"),
      result("mcp", "mcp", { output: "yes" }),
      result("mcpl", "mcp", { server_label: "wiki", tools: [{ name: "ask", input_schema: {} }] }),
      call("ig", "image_generation", {}),
      { type: "blob", modality: "image", mime_type: "image/webp", content: "[22000 base64 characters omitted]" },
      call("ts", "tool_search", { arguments: { q: 1 } }),
      { type: "compaction", id: "cmp" },
      { type: "generic", generic_type: "telepathy_call", id: "tp" },
    ]);
  });

  it.each([null, 7, "text", [], {}, { output: 3, usage: "much", conversation: 1 }, { output: [null, 1, { type: 5 }] }])(
    "in the shape of %j is taken as it is",
    (odd) => {
      expect(() => responseAttributes(odd, ON)).not.toThrow();
      expect(() => errorInResponse(odd)).not.toThrow();
    },
  );
});

describe("a fetched response", () => {
  const response = { id: "resp_1", status: "completed", output: [], usage: { input_tokens: 1, output_tokens: 2 } };

  it("tells its usage only where it was made in the background", () => {
    expect(fetchedResponseAttributes(response, OFF)).not.toHaveProperty(["gen_ai.usage.input_tokens"]);
    expect(fetchedResponseAttributes({ ...response, background: true }, OFF)).toMatchObject({
      "rootspan.response.background": true,
      "gen_ai.usage.input_tokens": 1,
      "gen_ai.usage.output_tokens": 2,
    });
  });

  it("says which response, and where its stream goes on", () => {
    const request = fetchedResponse.toRequest!(["resp_1", { stream: true, starting_after: 42 }]);
    expect(fetchedResponse.requestAttributes!(request)).toEqual({
      "openai.api.type": "responses",
      "gen_ai.response.id": "resp_1",
      "gen_ai.request.stream": true,
      "gen_ai.request.stream_cursor": "42",
    });
  });
});
