/** Content on spans, in events, or both; through whichever registry the application has its logs in. */
import { logs } from "@opentelemetry/api-logs";
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { everyRoute, type LoopbackProvider, startLoopbackProvider } from "loopback-provider";
import { OpenAI } from "openai7";
import { OpenAIInstrumentation, type OpenAIInstrumentationConfig, wrapOpenAI } from "../src/openai/index.ts";
import { VERSION } from "../src/version.ts";
import { type RecordedSpans, recordSpans } from "./support/recorded-spans.ts";

const PROMPT = "my secret question";
const CONTENT = ["gen_ai.input.messages", "gen_ai.output.messages"];

let spans: RecordedSpans;
let provider: LoopbackProvider;
let records: InMemoryLogRecordExporter;
let loggerProvider: LoggerProvider;
let instrumentation: OpenAIInstrumentation | undefined;
beforeAll(async () => {
  spans = recordSpans();
  provider = await startLoopbackProvider(everyRoute);
});
afterAll(() => provider.close());
beforeEach(() => {
  spans.clear();
  records = new InMemoryLogRecordExporter();
  loggerProvider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: records })] });
});
afterEach(() => {
  instrumentation?.unpatch(OpenAI);
  logs.disable();
  return loggerProvider.shutdown();
});

function instrument(config: OpenAIInstrumentationConfig): OpenAIInstrumentation {
  instrumentation = new OpenAIInstrumentation(config);
  instrumentation.setTracerProvider(spans.provider);
  instrumentation.patchModule(OpenAI);
  return instrumentation;
}

function createClient(): OpenAI {
  return new OpenAI({ apiKey: "sk-test", baseURL: provider.url, maxRetries: 0 });
}

async function ask(model = "answers"): Promise<void> {
  await createClient().chat.completions.create({ model, messages: [{ role: "user", content: PROMPT }] });
}

function places(): object {
  const onSpan = CONTENT.filter((name) => name in (spans.ended[0]?.attributes ?? {}));
  const inEvent = CONTENT.filter((name) => name in (records.getFinishedLogRecords()[0]?.attributes ?? {}));
  return { onSpan: onSpan.length, inEvent: inEvent.length };
}

it("is an event with all that the span says, in which content is structured", async () => {
  logs.setGlobalLoggerProvider(loggerProvider);
  instrument({ captureContent: true, contentOn: "event" });
  await ask();
  const [record] = records.getFinishedLogRecords();
  const [span] = spans.ended;
  expect(record?.eventName).toBe("gen_ai.client.inference.operation.details");
  expect(record?.severityNumber).toBe(5);
  expect(record?.spanContext).toMatchObject({
    spanId: span?.spanContext().spanId,
    traceId: span?.spanContext().traceId,
  });
  expect(record?.instrumentationScope).toMatchObject({ name: "@rootspan/instrumentations/openai", version: VERSION });
  expect(record?.attributes).toEqual({
    ...span?.attributes,
    "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: PROMPT }] }],
    "gen_ai.output.messages": [
      { role: "assistant", parts: [{ type: "text", content: "Four is the answer to that." }], finish_reason: "stop" },
    ],
  });
  expect(JSON.stringify([span?.attributes, span?.status])).not.toContain(PROMPT);
});

it.each([
  [{}, { onSpan: 0, inEvent: 0 }],
  [
    { captureContent: false, contentOn: "both" as const },
    { onSpan: 0, inEvent: 0 },
  ],
  [{ captureContent: true }, { onSpan: 2, inEvent: 0 }],
  [
    { captureContent: true, contentOn: "span" as const },
    { onSpan: 2, inEvent: 0 },
  ],
  [
    { captureContent: true, contentOn: "event" as const },
    { onSpan: 0, inEvent: 2 },
  ],
  [
    { captureContent: true, contentOn: "both" as const },
    { onSpan: 2, inEvent: 2 },
  ],
])("with %j is where it shall be: %j", async (config, expected) => {
  logs.setGlobalLoggerProvider(loggerProvider);
  instrument(config);
  await ask();
  expect(places()).toEqual(expected);
});

it.each([
  ["EVENT_ONLY", { onSpan: 0, inEvent: 2 }],
  ["SPAN_AND_EVENT", { onSpan: 2, inEvent: 2 }],
  ["SPAN_ONLY", { onSpan: 2, inEvent: 0 }],
  ["NO_CONTENT", { onSpan: 0, inEvent: 0 }],
])("is where OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=%s says", async (mode, expected) => {
  process.env["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = mode;
  logs.setGlobalLoggerProvider(loggerProvider);
  instrument({});
  delete process.env["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"];
  await ask();
  expect(places()).toEqual(expected);
});

describe("the logger provider", () => {
  const registries = globalThis as { [key: symbol]: { logs?: unknown } | undefined };

  it("may be registered in the API itself, as since 1.10", async () => {
    const api = registries[Symbol.for("opentelemetry.js.api.1")]!;
    api.logs = loggerProvider;
    // As registerInstrumentations does it, with the older API's stand-in.
    instrument({ captureContent: true, contentOn: "event" }).setLoggerProvider(logs.getLoggerProvider());
    await ask();
    delete api.logs;
    expect(places()).toEqual({ onSpan: 0, inEvent: 2 });
  });

  it("may be given, and may come later", async () => {
    const given = instrument({ captureContent: true, contentOn: "event" });
    await ask();
    expect(records.getFinishedLogRecords()).toEqual([]);
    given.setLoggerProvider(loggerProvider);
    await ask();
    expect(records.getFinishedLogRecords()).toHaveLength(1);
  });

  it("may be given for one client", async () => {
    const options = { captureContent: true, contentOn: "event" as const, loggerProvider };
    const client = wrapOpenAI(createClient(), { ...options, tracerProvider: spans.provider });
    await client.responses.create({ model: "answers", instructions: "Be brief.", input: PROMPT });
    const [record] = records.getFinishedLogRecords();
    expect(record?.attributes["gen_ai.system_instructions"]).toEqual([{ type: "text", content: "Be brief." }]);
    expect(JSON.stringify(spans.ended[0]?.attributes)).not.toContain("brief");
  });

  it("may throw", async () => {
    const broken = {
      getLogger: () => ({
        emit: () => {
          throw new Error("the logger is broken");
        },
        enabled: () => true,
      }),
    };
    instrument({ captureContent: true, contentOn: "both" }).setLoggerProvider(broken);
    await ask();
    expect(places()).toEqual({ onSpan: 2, inEvent: 0 });
  });
});

it("tells of failures and streams too, and keeps messages of errors off the span", async () => {
  instrument({ captureContent: true, contentOn: "event" }).setLoggerProvider(loggerProvider);
  await expect(ask("quotes-the-prompt-in-an-error")).rejects.toThrow("not allowed");
  const stream = await createClient().chat.completions.create({ model: "answers", messages: [], stream: true });
  for await (const _ of stream);
  const [failed, streamed] = records.getFinishedLogRecords();
  expect(failed?.attributes).toMatchObject({ "error.type": "content_policy_violation" });
  expect(spans.ended[0]?.status.message).toBe("400 content_policy_violation");
  expect(streamed?.attributes).toMatchObject({ "gen_ai.response.time_to_first_chunk": expect.any(Number) });
  expect(streamed?.attributes["gen_ai.output.messages"]).toEqual([expect.objectContaining({ role: "assistant" })]);
});

it("passes redaction and bounds first", async () => {
  const redact = (value: unknown) => (value === PROMPT ? "[question]" : value);
  instrument({ captureContent: true, contentOn: "event", redact, maxAttributeBytes: 1_024 }).setLoggerProvider(
    loggerProvider,
  );
  await createClient().chat.completions.create({
    model: "answers",
    messages: [
      { role: "user", content: PROMPT },
      { role: "user", content: "long ".repeat(10_000) },
    ],
  });
  const input = records.getFinishedLogRecords()[0]?.attributes["gen_ai.input.messages"];
  expect(input).toMatchObject([{ parts: [{ content: "[question]" }] }, { role: "user" }]);
  expect(JSON.stringify(input).length).toBeLessThanOrEqual(1_024);
});

it("is no event of a call of no model", async () => {
  instrument({ captureContent: true, contentOn: "event" }).setLoggerProvider(loggerProvider);
  await createClient().models.list();
  await createClient()
    .embeddings.create({ model: "answers", input: PROMPT })
    .catch(() => undefined);
  expect(records.getFinishedLogRecords()).toEqual([]);
  expect(JSON.stringify(spans.ended.map(({ attributes }) => attributes))).not.toContain(PROMPT);
});
