/** The queue: nothing is lost below its bound, every loss above it is counted, and no fault reaches the host. */
import { context, diag, DiagLogLevel } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { isTracingSuppressed } from "@opentelemetry/core";
import { BasicTracerProvider, type ReadableSpan, type SpanExporter } from "@opentelemetry/sdk-trace-base";
import { ExportQueue } from "../src/export-queue.ts";

type Answer = Parameters<Parameters<SpanExporter["export"]>[1]>[0] & {
  readonly rejected?: number;
  readonly message?: string;
};

const ok: Answer = { code: 0 };
const failed = (code?: number, retryAfterMs?: number): Answer => ({
  code: 1,
  error: Object.assign(new Error("no"), { code, retryAfterMs }),
});

const LIMITS = { maxQueueSpans: 1_000, maxQueueBytes: 268_435_456, flushIntervalMs: 20, exportTimeoutMs: 300 };

/** What `diag` is told until the test ends. */
function listen(): readonly string[] {
  const lines: string[] = [];
  const tell =
    (level: string) =>
    (_prefix: unknown, ...words: unknown[]) =>
      void lines.push(`${level} ${words.join(" ")}`);
  const logger = { error: tell("error"), warn: tell("warn"), info: tell("info"), debug() {}, verbose() {} };
  diag.setLogger(logger, { logLevel: DiagLogLevel.INFO, suppressOverrideMessage: true });
  return lines;
}

afterEach(() => diag.disable());

/** An exporter that answers what the test says, and the names that it was given. */
function openQueue(
  answer: (batch: readonly ReadableSpan[]) => Answer | undefined | never,
  more: Partial<typeof LIMITS> = {},
) {
  const received: string[] = [];
  const batches: number[] = [];
  const exporter: SpanExporter = {
    export(batch, done) {
      batches.push(batch.length);
      const result = answer(batch);
      if (result?.code === 0) received.push(...batch.map(({ name }) => name));
      if (result !== undefined) setImmediate(() => done(result ?? (undefined as never)));
    },
    shutdown: async () => {},
  };
  const queue = new ExportQueue(exporter, { ...LIMITS, ...more });
  const tracer = new BasicTracerProvider({ spanProcessors: [queue] }).getTracer("test");
  const end = (count: number) => {
    for (let index = 0; index < count; index += 1) tracer.startSpan(`span ${index}`).end();
  };
  return { queue, end, received, batches };
}

describe("the export queue", () => {
  it("delivers a burst of 10,000 spans that end in one turn, each once and in order", async () => {
    const { queue, end, received, batches } = openQueue(() => ok, { maxQueueSpans: 10_000 });
    end(10_000);
    await queue.forceFlush();
    expect(received).toEqual(Array.from({ length: 10_000 }, (_, index) => `span ${index}`));
    expect(Math.max(...batches)).toBeLessThanOrEqual(256);
    expect(queue.counters()).toEqual({ exported: 10_000, dropped: 0, refused: 0, waiting: 0 });
  });

  it("drops what its bound does not hold, and counts it", async () => {
    const told = listen();
    const { queue, end, received } = openQueue(() => ok, { maxQueueSpans: 100 });
    end(150);
    await queue.forceFlush();
    expect(received).toHaveLength(100);
    expect(queue.counters()).toMatchObject({ exported: 100, dropped: 50 });
    expect(told.join()).toContain("the queue holds its limit of 100");
  });

  it("keeps spans while the receiver is away or refuses the key, and delivers them later, once", async () => {
    let answer = failed(503);
    const { queue, end, received } = openQueue(() => answer);
    end(3);
    await queue.forceFlush();
    expect(queue.counters()).toEqual({ exported: 0, dropped: 0, refused: 0, waiting: 3 });
    answer = failed(401);
    await queue.forceFlush();
    expect(queue.counters().waiting).toBe(3);
    answer = ok;
    await queue.forceFlush();
    expect(received).toEqual(["span 0", "span 1", "span 2"]);
    expect(queue.counters()).toEqual({ exported: 3, dropped: 0, refused: 0, waiting: 0 });
  });

  it.each([400, 413, 422])("gives up the spans that a receiver answers %i to, and no other", async (status) => {
    const isBad = ({ name }: ReadableSpan) => name === "span 7" || name === "span 8" || name === "span 290";
    const { queue, end, received } = openQueue((batch) => (batch.some(isBad) ? failed(status) : ok));
    end(300);
    await queue.forceFlush();
    expect(new Set(received).size).toBe(297);
    expect(queue.counters()).toEqual({ exported: 297, dropped: 0, refused: 3, waiting: 0 });
  });

  it.each([400, 404])("does not ask for each span where the answer to everything is %i", async (status) => {
    const { queue, end, batches } = openQueue(() => failed(status));
    end(900);
    await queue.forceFlush();
    expect(queue.counters()).toMatchObject({ refused: 900, waiting: 0 });
    expect(batches.length).toBeLessThan(30);
  });

  it("counts what a receiver rejects of an accepted request, says why, and never sends it again", async () => {
    const told = listen();
    const { queue, end, received } = openQueue(() => ({ ...ok, rejected: 2, message: "too old" }));
    end(5);
    await queue.forceFlush();
    await queue.forceFlush();
    expect(queue.counters()).toEqual({ exported: 3, dropped: 0, refused: 2, waiting: 0 });
    expect(received).toHaveLength(5);
    expect(told).toEqual(["error the receiver rejected 2 of 5 span(s): too old"]);
  });

  it("leaves a receiver alone for as long as it asks, and resolves flushes at once", async () => {
    let answer = failed(429, 3_600_000);
    const { queue, end, batches, received } = openQueue(() => answer, { flushIntervalMs: 1 });
    end(3);
    await queue.forceFlush();
    answer = ok;
    end(1);
    for (let round = 0; round < 5; round += 1) await queue.forceFlush();
    expect(batches).toEqual([3]);
    expect(queue.counters()).toMatchObject({ waiting: 4 });
    // Without a journal the end is the last chance.
    await queue.shutdown();
    expect(received).toHaveLength(4);
  });

  it("tells of an outage once, of another reason once, and when it is over", async () => {
    const told = listen();
    let answer = failed(503);
    const { queue, end } = openQueue(() => answer);
    end(3);
    for (let round = 0; round < 4; round += 1) await queue.forceFlush();
    answer = failed(401);
    for (let round = 0; round < 4; round += 1) await queue.forceFlush();
    answer = ok;
    await queue.forceFlush();
    end(1);
    await queue.forceFlush();
    expect(told).toEqual([
      "warn export failed and is tried again; 3 span(s) wait Error: no",
      "error the receiver does not accept the key (apiKey, headers); 3 span(s) wait for another one Error: no",
      "info the receiver is back; 3 span(s) delivered",
    ]);
  });

  it("holds as many bytes as it may, whatever carries them", async () => {
    const { queue } = openQueue(() => failed(503), { maxQueueBytes: 1_000_000 });
    const tracer = new BasicTracerProvider({ spanProcessors: [queue] }).getTracer("test");
    const texts = Array.from({ length: 100 }, () => "x".repeat(1_000));
    for (let index = 0; index < 10; index += 1) {
      const span = tracer.startSpan("chat", { attributes: { texts } });
      span.addEvent("said", { texts });
      span.end();
    }
    // Each takes 400,000 bytes and a little, for V8 may keep a character in two.
    expect(queue.counters()).toMatchObject({ waiting: 2, dropped: 8 });
    await queue.shutdown();
  });

  it("does not wait longer than the export timeout for an exporter that never answers, nor reject", async () => {
    const { queue, end } = openQueue(() => undefined);
    end(1);
    await expect(queue.forceFlush()).resolves.toBeUndefined();
    expect(queue.counters()).toMatchObject({ waiting: 1, dropped: 0 });
  });

  it("gives up a span that the exporter throws at, and nothing else", async () => {
    const { queue, end, received } = openQueue((batch) => {
      if (batch.some(({ name }) => name === "span 7")) throw new Error("this span cannot be written");
      return ok;
    });
    end(300);
    await queue.forceFlush();
    expect(received).toHaveLength(299);
    expect(queue.counters()).toMatchObject({ exported: 299, refused: 1, waiting: 0 });
  });

  it("recovers from an exporter that answers without a result", async () => {
    let answers = 0;
    const { queue, end, received } = openQueue(() => (answers++ === 0 ? (null as never) : ok));
    end(2);
    await queue.forceFlush();
    expect(queue.counters()).toEqual({ exported: 0, dropped: 0, refused: 0, waiting: 2 });
    await queue.forceFlush();
    expect(received).toHaveLength(2);
  });

  it("makes each flush wait for its own spans only, however many come after it", async () => {
    let exports = 0;
    const { queue, end } = openQueue(() => {
      exports += 1;
      if (exports < 200) {
        end(1);
        void queue.forceFlush();
      }
      return ok;
    });
    end(1);
    await queue.forceFlush();
    expect(exports).toBeLessThan(5);
    while (queue.counters().waiting > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(queue.counters().exported).toBe(200);
  });

  it("delivers a marker that ends during a drain without waiting for the interval", async () => {
    const received: string[] = [];
    const exporter: SpanExporter = {
      export(batch, done) {
        received.push(...batch.map(({ name }) => name));
        setImmediate(() => done(ok));
      },
      shutdown: async () => {},
    };
    const queue = new ExportQueue(exporter, { ...LIMITS, flushIntervalMs: 3_600_000, exportTimeoutMs: 10_000 });
    const tracer = new BasicTracerProvider({ spanProcessors: [queue] }).getTracer("test");
    tracer.startSpan("work").end();
    const flushed = queue.forceFlush();
    tracer.startSpan("session.start", { attributes: { "rootspan.kind": "marker" } }).end();
    await flushed;
    while (!received.includes("session.start")) await new Promise((resolve) => setImmediate(resolve));
    expect(received).toEqual(["work", "session.start"]);
  });

  it("sends less at once where the receiver finds a batch too large, and gives up only single spans", async () => {
    const { queue, end, received, batches } = openQueue((batch) => (batch.length > 10 ? failed(413) : ok));
    end(40);
    await queue.forceFlush();
    expect(received).toEqual(Array.from({ length: 40 }, (_, index) => `span ${index}`));
    expect(batches.slice(0, 3)).toEqual([40, 20, 10]);
    expect(queue.counters()).toEqual({ exported: 40, dropped: 0, refused: 0, waiting: 0 });
  });

  it("makes batches of a few megabytes at most", async () => {
    const sizes: number[] = [];
    const { queue } = openQueue((batch) => {
      sizes.push(batch.length);
      return ok;
    });
    const tracer = new BasicTracerProvider({ spanProcessors: [queue] }).getTracer("test");
    const prompt = "x".repeat(1_000_000);
    for (let index = 0; index < 10; index += 1) tracer.startSpan("chat", { attributes: { prompt } }).end();
    await queue.forceFlush();
    expect(sizes).toEqual([4, 4, 2]);
  });

  it("exports untraced and outside every session, so that instrumented HTTP makes no spans of it", async () => {
    let isSuppressed = false;
    const { queue, end } = openQueue(() => {
      isSuppressed = isTracingSuppressed(context.active());
      return ok;
    });
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    end(1);
    await queue.forceFlush();
    context.disable();
    expect(isSuppressed).toBe(true);
  });

  it("counts what is left at shutdown as dropped", async () => {
    const { queue, end } = openQueue(() => failed(503));
    end(3);
    await queue.shutdown();
    end(1);
    expect(queue.counters()).toEqual({ exported: 0, dropped: 4, refused: 0, waiting: 0 });
  });
});
