/** A call that is sent again is one span, which says how often. */
import { everyRoute, type LoopbackProvider, startLoopbackProvider } from "loopback-provider";
import * as openai4 from "openai4";
import * as openai5 from "openai5";
import * as openai6 from "openai6";
import * as openai7 from "openai7";
import { OpenAIInstrumentation, wrapOpenAI } from "../src/openai/index.ts";
import type { Client, Library } from "./support/majors.ts";
import { type RecordedSpans, recordSpans } from "./support/recorded-spans.ts";

let spans: RecordedSpans;
let provider: LoopbackProvider;
beforeAll(async () => {
  spans = recordSpans();
  provider = await startLoopbackProvider(everyRoute);
});
afterAll(() => provider.close());
beforeEach(() => spans.clear());

const libraries = { openai4, openai5, openai6, openai7 } as unknown as Readonly<Record<string, Library>>;

async function ask(client: Client): Promise<unknown[]> {
  const options = { maxRetries: 2 };
  await client.chat.completions.create({ model: "answers", messages: [] }, options);
  await client.chat.completions.create({ model: "is-busy-once", messages: [] }, options);
  await client.responses.create({ model: "always-fails", input: "?" }, options).catch(() => undefined);
  return spans.ended.map(({ name, attributes }) => [name, attributes["http.request.resend_count"]]);
}

const EXPECTED = [
  ["chat answers", undefined],
  ["chat is-busy-once", 1],
  ["chat always-fails", 2],
];

it.each(Object.keys(libraries))("with %s", async (major) => {
  const library = libraries[major]!;
  const instrumentation = new OpenAIInstrumentation();
  instrumentation.setTracerProvider(spans.provider);
  instrumentation.patchModule(library);
  const create = () => new library.OpenAI({ apiKey: "sk-test", baseURL: provider.url });
  expect(await ask(create())).toEqual(EXPECTED);
  spans.clear();
  // Seen by two, counted once.
  expect(await ask(wrapOpenAI(create(), { tracerProvider: spans.provider }))).toEqual(EXPECTED);
  instrumentation.unpatch(library);
  spans.clear();
  expect(await ask(create())).toEqual([]);
  expect(await ask(wrapOpenAI(create(), { tracerProvider: spans.provider }))).toEqual(EXPECTED);
});
