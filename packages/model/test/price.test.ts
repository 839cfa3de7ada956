/** Prices: exact, from the public list or the user's own, and never a guess. */
import fc from "fast-check";
import { calcPrice } from "@pydantic/genai-prices";
import { createPriceBook, NO_USAGE, type PricedCall, toPicodollars, toUsd, type Usage } from "../src/index.ts";

const atMs = Date.UTC(2026, 10, 1);

function costOf(call: Partial<Omit<PricedCall, "usage">> & { usage: Partial<Usage> }, book = createPriceBook()) {
  const cost = book.costOf({
    provider: "openai",
    models: ["gpt-4o-mini"],
    atMs,
    ...call,
    usage: { ...NO_USAGE, ...call.usage },
  });
  return cost && { usd: toUsd(cost.amount), source: cost.source };
}

describe("a price", () => {
  it("charges input and output by the list", () => {
    expect(costOf({ usage: { inputTokens: 1_000, outputTokens: 100 } })).toEqual({
      usd: 0.00021,
      source: "list_price",
    });
  });

  it("charges cached input less", () => {
    const usage = { inputTokens: 1_000, outputTokens: 100, cacheReadTokens: 500 };
    expect(costOf({ usage })?.usd).toBe(0.0001725);
  });

  it("does not charge reasoning twice: it lies within the output", () => {
    const usage = { inputTokens: 0, outputTokens: 1_000 };
    expect(costOf({ models: ["gpt-5"], usage })).toEqual(
      costOf({ models: ["gpt-5"], usage: { ...usage, reasoningTokens: 800 } }),
    );
  });

  it.each([
    ["a dated name of the list", "gpt-4o-mini-2024-07-18", 0.15],
    ["a dated name whose price differs from its model's", "gpt-4o-2024-05-13", 5],
    ["a snapshot that is newer than the list", "gpt-4o-mini-2031-01-31", 0.15],
    ["an alias", "gpt-4o-mini-latest", 0.15],
    ["any letter case", "GPT-4o-Mini", 0.15],
    ["a fine-tuned model, at its own price", "ft:gpt-4o-mini-2024-07-18:acme::abc", 0.3],
  ])("knows %s", (_what, model, usd) => {
    expect(costOf({ models: [model], usage: { inputTokens: 1_000_000 } })?.usd).toBe(usd);
  });

  it.each([
    ["an unknown model", { models: ["unheard-of"] }],
    ["an unknown provider", { provider: "acme" }],
    ["no model", { models: [] }],
    ["tokens of a model that is priced by the second", { models: ["whisper-1"] }],
    [
      "output of a model that has a price for input only",
      { models: ["text-embedding-3-small"], usage: { outputTokens: 1 } },
    ],
    ["more cached than sent", { usage: { inputTokens: 1, cacheReadTokens: 2 } }],
  ])("is not known for %s", (_what, call) => {
    expect(costOf({ usage: { inputTokens: 10 }, ...call })).toBeUndefined();
  });

  it.each([
    [
      "gpt-realtime: every kind of token apart",
      "gpt-realtime",
      {
        inputTokens: 1_600,
        audioInputTokens: 500,
        imageInputTokens: 100,
        cacheReadTokens: 200,
        audioCacheReadTokens: 200,
        outputTokens: 700,
        audioOutputTokens: 400,
      },
      (1_000 * 4 + 300 * 32 + 200 * 0.4 + 100 * 5 + 300 * 16 + 400 * 64) / 1e6,
    ],
    [
      "gpt-image-1.5: text and images apart, in and out",
      "gpt-image-1.5",
      { inputTokens: 60, imageInputTokens: 40, outputTokens: 1_100, imageOutputTokens: 1_000 },
      (20 * 5 + 40 * 8 + 100 * 10 + 1_000 * 32) / 1e6,
    ],
    [
      "gpt-4o-transcribe: audio in, text out",
      "gpt-4o-transcribe",
      { inputTokens: 14, audioInputTokens: 14, outputTokens: 45 },
      (14 * 6 + 45 * 10) / 1e6,
    ],
    ["whisper-1: seconds", "whisper-1", { audioInputMs: 9_000 }, (9 * 0.36) / 3600],
    [
      "gpt-5.1: tokens, and searches of the web and of files",
      "gpt-5.1",
      { inputTokens: 1_000, outputTokens: 100, webSearches: 2, fileSearches: 1 },
      (1_000 * 1.25 + 100 * 10) / 1e6 + 2 * 0.01 + 0.0025,
    ],
  ])("of %s", (_what, model, usage, usd) => {
    expect(costOf({ models: [model], usage })?.usd).toBeCloseTo(usd, 12);
  });

  it.each([
    ["audio tokens that the list has no price for", "gpt-4o-audio-preview", { audioInputTokens: 5 }],
    ["cached tokens that may be audio or not", "gpt-realtime", { audioInputTokens: 5, cacheReadTokens: 5 }],
    ["seconds of a model that is priced by tokens", "gpt-4o-transcribe", { audioInputMs: 1_000 }],
    ["searches of a model that has no price for them", "gpt-3.5-turbo", { webSearches: 1 }],
    ["programs that were run", "gpt-5.1", { codeExecutions: 1 }],
    ["pictures that another model made", "gpt-5.1", { imageGenerations: 1 }],
    ["a model that searches at a fee of its own", "gpt-4o-mini-search-preview", {}],
  ])("is not known for %s", (_what, model, usage) => {
    expect(costOf({ models: [model], usage: { inputTokens: 10, ...usage } })).toBeUndefined();
  });

  it("is not known where OpenAI serves a call at other prices than the list's", () => {
    const usage = { inputTokens: 10 };
    expect(costOf({ serviceTier: "default", usage })?.usd).toBe(0.0000015);
    for (const serviceTier of ["flex", "priority"]) expect(costOf({ serviceTier, usage })).toBeUndefined();
    const book = createPriceBook({ "gpt-4o-mini": { inputUsdPerMTok: 1, outputUsdPerMTok: 2 } });
    expect(costOf({ serviceTier: "flex", usage }, book)).toEqual({ usd: 0.00001, source: "override" });
  });

  it("is the user's own for every unit", () => {
    const book = createPriceBook({
      mine: {
        inputUsdPerMTok: 1,
        outputUsdPerMTok: 2,
        cacheReadUsdPerMTok: 0.5,
        cacheWriteUsdPerMTok: 1.5,
        reasoningUsdPerMTok: 3,
        audioInputUsdPerMTok: 10,
        audioOutputUsdPerMTok: 20,
        imageInputUsdPerMTok: 5,
        imageOutputUsdPerMTok: 40,
        audioInputUsdPerHour: 3.6,
        webSearchUsdPerThousand: 10,
        fileSearchUsdPerThousand: 2,
        codeExecutionUsdPerThousand: 30,
      },
    });
    const usage = {
      inputTokens: 100,
      audioInputTokens: 30,
      imageInputTokens: 20,
      outputTokens: 100,
      audioOutputTokens: 10,
      imageOutputTokens: 50,
      audioInputMs: 2_500,
      webSearches: 1,
      fileSearches: 1,
      codeExecutions: 1,
    };
    const tokens = (50 * 1 + 30 * 10 + 20 * 5 + 40 * 2 + 10 * 20 + 50 * 40) / 1e6;
    expect(costOf({ models: ["mine"], usage }, book)?.usd).toBeCloseTo(tokens + 0.0025 + 0.01 + 0.002 + 0.03, 12);
  });

  it("goes by the answer's model before the request's", () => {
    const usage = { inputTokens: 1_000_000 };
    expect(costOf({ models: ["gpt-4o-2024-05-13", "gpt-4o"], usage })?.usd).toBe(5);
    expect(costOf({ models: ["my-deployment", "gpt-4o"], usage })?.usd).toBe(2.5);
  });

  it.each([
    ["azure.ai.openai", "gpt-4o", 2.5],
    ["x_ai", "grok-4", 3],
    ["gcp.gen_ai", "gemini-2.5-pro", 2.5],
    ["anthropic", "claude-sonnet-4-5", 6],
  ])("finds provider %s by its name in the conventions", (provider, model, usd) => {
    expect(costOf({ provider, models: [model], usage: { inputTokens: 1_000_000 } })?.usd).toBe(usd);
  });

  it("is the user's own where there is one, for one provider only where it says so", () => {
    const book = createPriceBook({
      "gpt-4o-mini": { inputUsdPerMTok: 1, outputUsdPerMTok: 2, cacheReadUsdPerMTok: 0.5 },
      "acme:house-model": { inputUsdPerMTok: 3, outputUsdPerMTok: 3 },
    });
    const usage = { inputTokens: 1_000_000, cacheReadTokens: 500_000, outputTokens: 1_000_000 };
    expect(costOf({ usage }, book)).toEqual({ usd: 2.75, source: "override" });
    expect(costOf({ models: ["gpt-4o-mini-2024-07-18", "gpt-4o-mini"], usage }, book)?.source).toBe("override");
    expect(costOf({ provider: "acme", models: ["house-model"], usage }, book)?.usd).toBe(6);
    expect(costOf({ provider: "other", models: ["house-model"], usage }, book)).toBeUndefined();
  });

  it("is what the price table's own calculation gives, to the picodollar", () => {
    const book = createPriceBook();
    const models = ["gpt-4o-mini", "gpt-4o", "gpt-5", "gpt-5.4-mini", "o3-mini"];
    const count = fc.nat({ max: 1_000_000 });
    fc.assert(
      fc.property(fc.constantFrom(...models), count, count, count, count, (model, fresh, cached, answer, reasoning) => {
        const usage = { inputTokens: fresh + cached, cacheReadTokens: cached, outputTokens: answer + reasoning };
        const own = book.costOf({ provider: "openai", models: [model], usage: { ...NO_USAGE, ...usage }, atMs });
        const table = calcPrice(
          { input_tokens: usage.inputTokens, cache_read_tokens: cached, output_tokens: usage.outputTokens },
          model,
          { providerId: "openai", timestamp: new Date(atMs) },
        );
        expect(own?.amount).toBe(toPicodollars(table!.total_price));
      }),
    );
  });

  it("survives a flood of made-up model names", () => {
    const book = createPriceBook();
    for (let index = 0; index < 3_000; index += 1) {
      expect(costOf({ models: [`made-up-${index}`], usage: { inputTokens: 1 } }, book)).toBeUndefined();
    }
    expect(costOf({ usage: { inputTokens: 1_000_000 } }, book)?.usd).toBe(0.15);
  });
});
