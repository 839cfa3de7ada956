/** What the APIs beside chat completions say, as attributes: with content, and nothing of it without. */
import type { ContentLimits } from "@rootspan/model/content";
import { surfaceOf, TRACED_METHODS } from "../src/openai/methods.ts";

const OFF: ContentLimits = { captureContent: false, maxAttributeBytes: 65_536 };
const ON: ContentLimits = { captureContent: true, maxAttributeBytes: 65_536 };
const SECRET = "my secret";
/** 1,200 characters. */
const PICTURE = Buffer.alloc(900, 7).toString("base64");

/** What a call says in its request and in its answer, content in JSON read. */
function said(id: string, parameters: readonly unknown[], response: unknown, limits = ON): Record<string, unknown> {
  const surface = surfaceOf(id)!;
  const request = surface.toRequest?.(parameters) ?? (parameters[0] as Record<string, unknown>);
  return readable({
    ...surface.requestAttributes?.(request),
    ...(limits.captureContent ? surface.requestContent?.(request, limits) : {}),
    ...surface.responseAttributes?.(response, limits),
  });
}

function streamed(id: string, chunks: readonly unknown[], limits = ON): Record<string, unknown> {
  const reader = surfaceOf(id)!.createChunkReader!(limits);
  for (const chunk of chunks) reader.read(chunk);
  return readable(reader.attributes());
}

function readable(attributes: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name.replace("gen_ai.", ""),
      typeof value === "string" && value.startsWith("[") ? (JSON.parse(value) as unknown) : value,
    ]),
  );
}

const text = (content: string) => ({ type: "text", content });

describe("embeddings", () => {
  const request = { model: "text-embedding-3-small", input: [SECRET], dimensions: 3, encoding_format: "float" };
  const answer = (embedding: unknown) => ({
    object: "list",
    model: "text-embedding-3-small",
    data: [{ object: "embedding", index: 0, embedding }],
    usage: { prompt_tokens: 8, total_tokens: 8 },
  });

  it("say their tokens and dimensions, never a vector", () => {
    const attributes = {
      "embeddings.dimension.count": 3,
      "request.encoding_formats": ["float"],
      "response.model": "text-embedding-3-small",
      "usage.input_tokens": 8,
    };
    expect(said("Embeddings.create", [request], answer([1, 2, 3]), OFF)).toEqual(attributes);
    expect(said("Embeddings.create", [request], answer([1, 2, 3]))).toEqual({
      ...attributes,
      "rootspan.event.params": [SECRET],
    });
  });

  it.each([1, 2, 3, 4, 1536])("count the %i dimensions of a vector in base64", (dimensions) => {
    const vector = Buffer.from(new Float32Array(dimensions).buffer).toString("base64");
    expect(said("Embeddings.create", [{}], answer(vector))).toMatchObject({ "embeddings.dimension.count": dimensions });
  });

  it("of tokens in the place of text keep them to themselves", () => {
    expect(said("Embeddings.create", [{ input: [[1, 2], [3]] }], {})).toEqual({});
  });
});

describe("text completions", () => {
  it("say the same plain and streamed, with choices that share the stream", () => {
    const usage = { prompt_tokens: 5, completion_tokens: 4, total_tokens: 9 };
    const head = { id: "cmpl-1", model: "gpt-3.5-turbo-instruct-0914" };
    const expected = {
      "response.id": "cmpl-1",
      "response.model": "gpt-3.5-turbo-instruct-0914",
      "usage.input_tokens": 5,
      "usage.output_tokens": 4,
      "response.finish_reasons": ["stop", "length"],
      "output.messages": [
        { role: "assistant", parts: [text("A1")], finish_reason: "stop" },
        { role: "assistant", parts: [text("B1")], finish_reason: "length" },
      ],
    };
    const choices = [
      { index: 0, text: "A1", finish_reason: "stop" },
      { index: 1, text: "B1", finish_reason: "length" },
    ];
    expect(said("Completions.create", [{}], { ...head, choices, usage })).toEqual(expected);
    const chunks = [
      { ...head, choices: [{ index: 1, text: "B", finish_reason: null }] },
      {
        ...head,
        choices: [
          { index: 0, text: "A", finish_reason: null },
          { index: 1, text: "1", finish_reason: null },
        ],
      },
      { ...head, choices: [{ index: 0, text: "1", finish_reason: "stop" }] },
      { ...head, choices: [{ index: 1, text: "", finish_reason: "length" }] },
      { ...head, choices: [], usage },
      { odd: true },
      null,
    ];
    expect(streamed("Completions.create", chunks.slice(0, 5))).toEqual(expected);
    expect(() => streamed("Completions.create", chunks)).not.toThrow();
  });

  it("take several prompts", () => {
    expect(said("Completions.create", [{ prompt: [SECRET, "b"], stop: "\n", n: 2 }], undefined)).toEqual({
      "request.choice.count": 2,
      "request.stop_sequences": ["\n"],
      "input.messages": [
        { role: "user", parts: [text(SECRET)] },
        { role: "user", parts: [text("b")] },
      ],
    });
  });
});

describe("images", () => {
  const usage = {
    total_tokens: 1_100,
    input_tokens: 50,
    output_tokens: 1_050,
    input_tokens_details: { text_tokens: 10, image_tokens: 40 },
  };
  const used = {
    "usage.input_tokens": 50,
    "usage.output_tokens": 1_050,
    "usage.text.input_tokens": 10,
    "usage.image.input_tokens": 40,
    "usage.image.output_tokens": 1_050,
  };
  const blob = {
    type: "blob",
    modality: "image",
    mime_type: "image/webp",
    content: "[1200 base64 characters omitted]",
  };

  it("say what the provider says, and no more", () => {
    const answer = { created: 1, output_format: "webp", data: [{ b64_json: PICTURE, revised_prompt: SECRET }], usage };
    expect(said("Images.generate", [{ prompt: SECRET, n: 2 }], answer)).toEqual({
      "output.type": "image",
      "request.choice.count": 2,
      "input.messages": [{ role: "user", parts: [text(SECRET)] }],
      "output.messages": [{ role: "assistant", parts: [text(SECRET), blob], finish_reason: "stop" }],
      ...used,
    });
    expect(said("Images.generate", [{ prompt: SECRET }], answer, OFF)).toEqual({ "output.type": "image", ...used });
    const older = { created: 1, data: [{ url: "https://images.example/1.png" }] };
    expect(said("Images.createVariation", [{ image: {} }], older, OFF)).toEqual({ "output.type": "image" });
  });

  it("keep text and images of the output apart where the answer does", () => {
    const split = { ...usage, output_tokens_details: { text_tokens: 50, image_tokens: 1_000 } };
    expect(said("Images.edit", [{}], { data: [], usage: split })).toMatchObject({
      "usage.text.output_tokens": 50,
      "usage.image.output_tokens": 1_000,
    });
  });

  it("count what becomes clearer once", () => {
    const chunks = [
      { type: "image_edit.partial_image", b64_json: PICTURE, output_format: "webp" },
      { type: "image_edit.completed", b64_json: PICTURE, output_format: "webp", usage },
    ];
    expect(streamed("Images.edit", chunks)).toEqual({
      ...used,
      "output.messages": [{ role: "assistant", parts: [blob], finish_reason: "stop" }],
    });
    expect(streamed("Images.edit", chunks.slice(0, 1))).toEqual({});
  });
});

describe("audio", () => {
  const message = { role: "assistant", parts: [text("Four.")], finish_reason: "stop" };

  it("to be heard says what is to be said", () => {
    const request = { input: SECRET, instructions: "Whisper." };
    expect(said("Audio.Speech.create", [request], {})).toEqual({
      "output.type": "speech",
      "input.messages": [{ role: "user", parts: [text(SECRET)] }],
      system_instructions: [text("Whisper.")],
    });
    expect(said("Audio.Speech.create", [request], {}, OFF)).toEqual({ "output.type": "speech" });
  });

  it.each([
    [
      "tokens",
      {
        type: "tokens",
        input_tokens: 14,
        input_token_details: { text_tokens: 0, audio_tokens: 14 },
        output_tokens: 45,
      },
      { "usage.input_tokens": 14, "usage.audio.input_tokens": 14, "usage.output_tokens": 45 },
    ],
    ["seconds, as they are charged for", { type: "duration", seconds: 9 }, { "rootspan.usage.audio.input_seconds": 9 }],
    ["its length, where nothing else is said", undefined, { "rootspan.usage.audio.input_seconds": 8.47 }],
  ])("that was heard is counted in %s", (_what, usage, counted) => {
    const answer = { text: "Four.", duration: 8.47, usage };
    expect(said("Audio.Transcriptions.create", [{}], answer)).toEqual({
      "output.type": "text",
      "input.messages": [{ role: "user", parts: [{ type: "blob", modality: "audio", content: "[file omitted]" }] }],
      "output.messages": [message],
      ...counted,
    });
  });

  it("written down as it is said says so as far as it came", () => {
    const chunks = [
      { type: "transcript.text.delta", delta: "Fo" },
      { type: "transcript.text.delta", delta: "ur." },
      { type: "transcript.text.done", text: "Four.", usage: { type: "duration", seconds: 2 } },
    ];
    expect(streamed("Audio.Transcriptions.create", chunks)).toEqual({
      "output.messages": [message],
      "rootspan.usage.audio.input_seconds": 2,
    });
    expect(streamed("Audio.Transcriptions.create", chunks.slice(0, 2))).toEqual({ "output.messages": [message] });
  });

  it("in subtitles is text", () => {
    expect(said("Audio.Translations.create", [{}], "Four.")).toMatchObject({ "output.messages": [message] });
  });
});

it("searches of a store are retrievals", () => {
  const page = { data: [{ file_id: "file_1", score: 0.9, content: [{ type: "text", text: SECRET }], filename: "a" }] };
  const parameters = ["vs_1", { query: SECRET, max_num_results: 2 }];
  const head = { "data_source.id": "vs_1", "retrieval.top_k": 2 };
  expect(said("VectorStores.search", parameters, page, OFF)).toEqual(head);
  expect(said("VectorStores.search", parameters, page)).toEqual({
    ...head,
    "retrieval.query.text": SECRET,
    "retrieval.documents": [{ id: "file_1", score: 0.9, content: [{ type: "text", text: SECRET }] }],
  });
});

it.each(TRACED_METHODS.map(({ id }) => id).filter((id) => surfaceOf(id) !== undefined))(
  "%s takes any nonsense, and says nothing of it without content",
  (id) => {
    const surface = surfaceOf(id)!;
    const nonsense = [undefined, null, 7, "text", [], {}, { data: [null, 7], usage: "x", choices: 3, text: [SECRET] }];
    for (const value of nonsense) {
      const request = surface.toRequest?.([value, value]) ?? { model: value, input: value, prompt: value };
      const reader = surface.createChunkReader?.(OFF);
      reader?.read(value);
      const attributes = [
        surface.requestAttributes?.(request),
        surface.requestContent?.(request, OFF),
        surface.responseAttributes?.(value, OFF),
        reader?.attributes(),
      ];
      expect(JSON.stringify(attributes)).not.toContain(SECRET);
    }
  },
);
