/** Asking for the usage of streams, and taking it out again. */
import { askForUsage, hideUsage } from "../src/openai/stream-usage.ts";

it("is asked for in a request of its own, which keeps what the application's says", () => {
  const request = Object.freeze({
    stream: true,
    model: "m",
    stream_options: Object.freeze({ include_obfuscation: false }),
  });
  expect(askForUsage(request)).toEqual({
    stream: true,
    model: "m",
    stream_options: { include_obfuscation: false, include_usage: true },
  });
  expect(request.stream_options).toEqual({ include_obfuscation: false });
});

it.each([
  { stream: true, stream_options: { include_usage: true } },
  { stream: true, stream_options: { include_usage: false } },
  { stream: false },
  {},
])("is not asked for with %j", (request) => {
  expect(askForUsage(request)).toBeUndefined();
});

it("leaves the application nothing but what it would have got", () => {
  const chunk = { id: "1", choices: [{ index: 0 }], usage: null };
  expect([hideUsage(chunk), chunk]).toEqual([false, { id: "1", choices: [{ index: 0 }] }]);
  expect(hideUsage({ id: "1", choices: [], usage: { prompt_tokens: 1 } })).toBe(true);
  // Those of providers that send usage unasked, and Azure's results of filters, which have no choices.
  expect(hideUsage({ id: "1", choices: [{ index: 0 }], usage: { prompt_tokens: 1 } })).toBe(false);
  expect(hideUsage({ id: "1", choices: [], prompt_filter_results: [] })).toBe(false);
  expect(hideUsage(null)).toBe(false);
});
