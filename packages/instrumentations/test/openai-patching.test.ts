/** Who sees the calls: patched once or twice, beside other vendors, turned off and on, one client or all. */
import { context, trace } from "@opentelemetry/api";
import { byModel, type LoopbackProvider, startLoopbackProvider } from "loopback-provider";
import * as openai6 from "openai6";
import * as openai7 from "openai7";
import { INFERENCE_OWNED } from "../src/inference-owned.ts";
import { OpenAIInstrumentation, wrapOpenAI } from "../src/openai/index.ts";
import { type RecordedSpans, recordSpans } from "./support/recorded-spans.ts";
import { treeOf } from "./support/span-tree.ts";

const CALL = "chat answers: stop, 12 in, 7 out";
type Create = (this: unknown, ...parameters: unknown[]) => unknown;

/** The prototype whose method is patched, with that method as a plain function. */
const prototype = openai7.OpenAI.Chat.Completions.prototype as unknown as { create: Create };
const native = prototype.create;

let spans: RecordedSpans;
let provider: LoopbackProvider;
beforeAll(async () => {
  spans = recordSpans();
  provider = await startLoopbackProvider(byModel);
});
afterAll(() => provider.close());

let instrumentation: OpenAIInstrumentation;
beforeEach(() => {
  spans.clear();
  instrumentation = createInstrumentation();
});
afterEach(() => instrumentation.unpatch(openai7));

function createInstrumentation(): OpenAIInstrumentation {
  const created = new OpenAIInstrumentation();
  created.setTracerProvider(spans.provider);
  return created;
}

function createClient(): openai7.OpenAI {
  return new openai7.OpenAI({ apiKey: "sk-test", baseURL: provider.url });
}

async function ask(client: openai7.OpenAI = createClient()): Promise<string> {
  await client.chat.completions.create({ model: "answers", messages: [{ role: "user", content: "2+2" }] });
  return treeOf(spans.ended);
}

describe("the class", () => {
  it("is found in the module, in its default export, and by itself", () => {
    for (const found of [openai7, { default: openai7.OpenAI }, openai7.OpenAI]) {
      expect(instrumentation.patchModule(found)).toBe(true);
    }
    for (const other of [undefined, null, 7, {}, () => undefined, { OpenAI: Map }, { OpenAI: { Chat: 1 } }]) {
      expect(instrumentation.patchModule(other)).toBe(false);
    }
  });

  it("gives one span a call, however often it is patched and by how many", async () => {
    const other = createInstrumentation();
    instrumentation.patchModule(openai7);
    instrumentation.patchModule(openai7);
    other.patchModule(openai7);
    expect(await ask()).toBe(CALL);
    other.unpatch(openai7);
  });

  it("keeps the method's name and length", () => {
    instrumentation.patchModule(openai7);
    expect([prototype.create.name, prototype.create.length]).toEqual([native.name, native.length]);
    expect(Object.keys(prototype)).toEqual([]);
  });

  it("is native again once unpatched", async () => {
    instrumentation.patchModule(openai7);
    expect(prototype.create).not.toBe(native);
    instrumentation.unpatch(openai7);
    expect(prototype.create).toBe(native);
    expect(await ask()).toBe("");
  });

  it("is patched in every copy of the library", async () => {
    instrumentation.patchModule(openai7);
    instrumentation.patchModule(openai6);
    await ask();
    const client = new openai6.OpenAI({ apiKey: "sk-test", baseURL: provider.url });
    await client.chat.completions.create({ model: "answers", messages: [] });
    expect(treeOf(spans.ended)).toBe(`${CALL}\n${CALL}`);
    instrumentation.unpatch(openai6);
  });
});

describe("an instrumentation", () => {
  it("can be turned off and on at any time", async () => {
    instrumentation.patchModule(openai7);
    const client = createClient();
    instrumentation.disable();
    expect(await ask(client)).toBe("");
    instrumentation.enable();
    expect(await ask(client)).toBe(CALL);
  });

  it("leaves the calls to another one when it is turned off", async () => {
    const other = createInstrumentation();
    instrumentation.patchModule(openai7);
    other.patchModule(openai7);
    instrumentation.disable();
    expect(await ask()).toBe(CALL);
    other.unpatch(openai7);
  });

  it("takes a new configuration at any time", async () => {
    instrumentation.patchModule(openai7);
    instrumentation.setConfig({ captureContent: true });
    await ask();
    expect(spans.ended[0]?.attributes["gen_ai.input.messages"]).toContain("2+2");
  });

  it.each([
    ["true", true],
    ["SPAN_ONLY", true],
    ["span_and_event", true],
    ["EVENT_ONLY", false],
    ["NO_CONTENT", false],
    ["false", false],
  ])("reads OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=%s", async (value, isCaptured) => {
    process.env["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = value;
    const configured = createInstrumentation();
    delete process.env["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"];
    configured.patchModule(openai7);
    await ask();
    configured.unpatch(openai7);
    expect("gen_ai.input.messages" in spans.ended[0]!.attributes).toBe(isCaptured);
  });
});

describe("another vendor's wrapper", () => {
  const calls: string[] = [];
  function wrap(): () => void {
    const wrapped = prototype.create;
    prototype.create = function (...parameters) {
      calls.push("other");
      return wrapped.apply(this, parameters);
    };
    return () => {
      prototype.create = wrapped;
    };
  }
  beforeEach(() => calls.splice(0));

  it("inside ours keeps working", async () => {
    const unwrap = wrap();
    instrumentation.patchModule(openai7);
    expect([await ask(), calls]).toEqual([CALL, ["other"]]);
    instrumentation.unpatch(openai7);
    unwrap();
    expect(prototype.create).toBe(native);
  });

  it("around ours keeps working, also when we patch again or leave", async () => {
    instrumentation.patchModule(openai7);
    const unwrap = wrap();
    instrumentation.patchModule(openai7);
    expect([await ask(), calls]).toEqual([CALL, ["other"]]);
    instrumentation.unpatch(openai7);
    spans.clear();
    expect([await ask(), calls]).toEqual(["", ["other", "other"]]);
    unwrap();
    instrumentation.patchModule(openai7);
    instrumentation.unpatch(openai7);
    expect(prototype.create).toBe(native);
  });

  it("that gives a plain promise still gives one span, with the answer", async () => {
    prototype.create = async function (...parameters) {
      return native.apply(this, parameters);
    };
    instrumentation.patchModule(openai7);
    expect(await ask()).toBe(CALL);
    instrumentation.unpatch(openai7);
    prototype.create = native;
  });
});

describe("wrapOpenAI", () => {
  const wrap = (client: openai7.OpenAI) => wrapOpenAI(client, { tracerProvider: spans.provider });

  it("returns the very same client, and no other client is seen", async () => {
    const client = createClient();
    expect(wrap(client)).toBe(client);
    expect(await ask()).toBe("");
    expect(await ask(client)).toBe(CALL);
  });

  it("gives one span a call when applied twice, and when the class is instrumented before or after", async () => {
    const client = wrap(wrap(createClient()));
    instrumentation.patchModule(openai7);
    wrap(client);
    const late = wrap(createClient());
    await ask(client);
    expect(await ask(late)).toBe(`${CALL}\n${CALL}`);
  });

  it("is passed on by withOptions", async () => {
    expect(await ask(wrap(createClient()).withOptions({ maxRetries: 0 }))).toBe(CALL);
  });

  it("keeps helpers working, with one span a call", async () => {
    const stream = wrap(createClient()).chat.completions.stream({ model: "answers", messages: [] });
    expect(await stream.finalContent()).toBe("Four is the answer to that.");
    expect(treeOf(spans.ended)).toBe("chat answers: stop");
  });

  it.each([{}, { chat: null }, { chat: { completions: { create: 3 } } }, Object.freeze({})])(
    "returns %j as it is",
    (other) => {
      expect(wrapOpenAI(other)).toBe(other);
    },
  );
});

describe("a call gives no span", () => {
  beforeEach(() => instrumentation.patchModule(openai7));

  it("where an outer instrumentation owns the inference", async () => {
    expect(await context.with(context.active().setValue(INFERENCE_OWNED, true), () => ask())).toBe("");
  });

  it("where tracing is suppressed", async () => {
    const key = Symbol.for("OpenTelemetry SDK Context Key SUPPRESS_TRACING");
    expect(await context.with(context.active().setValue(key, true), () => ask())).toBe("");
  });
});

it("gives spans the parent that it is told", async () => {
  const root = spans.provider.getTracer("application").startSpan("session");
  instrumentation.setConfig({ parentContext: () => trace.setSpan(context.active(), root) });
  instrumentation.patchModule(openai7);
  await ask();
  root.end();
  expect(treeOf(spans.ended)).toBe(`session\n  ${CALL}`);
});
