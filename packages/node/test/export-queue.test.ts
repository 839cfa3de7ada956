/** The queue: nothing is lost below its bound, every loss above it is counted, and no fault reaches the host. */
import { diag, DiagLogLevel } from "@opentelemetry/api";
import { BasicTracerProvider, type ReadableSpan, type SpanExporter } from "@opentelemetry/sdk-trace-base";
import { ExportQueue } from "../src/export-queue.ts";

type Answer = Parameters<Parameters<SpanExporter["export"]>[1]>[0];

const ok: Answer = { code: 0 };
const failed = (code?: number): Answer => ({ code: 1, error: Object.assign(new Error("no"), { code }) });

/** An exporter that answers what the test says, and the names that it was given. */
function openQueue(answer: (batch: readonly ReadableSpan[]) => Answer | undefined | never, maxQueueSpans = 1_000) {
  const received: string[] = [];
  const batches: number[] = [];
  const exporter: SpanExporter = {
    export(batch, done) {
      batches.push(batch.length);
      const result = answer(batch);
      if (result?.code === 0) received.push(...batch.map(({ name }) => name));
      if (result !== undefined) setImmediate(() => done(result));
    },
    shutdown: async () => {},
  };
  const queue = new ExportQueue(exporter, { maxQueueSpans, flushIntervalMs: 20, exportTimeoutMs: 300 });
  const tracer = new BasicTracerProvider({ spanProcessors: [queue] }).getTracer("test");
  const end = (count: number) => {
    for (let index = 0; index < count; index += 1) tracer.startSpan(`span ${index}`).end();
  };
  return { queue, end, received, batches };
}

describe("the export queue", () => {
  it("delivers a burst of 10,000 spans that end in one turn, each once and in order", async () => {
    const { queue, end, received, batches } = openQueue(() => ok, 10_000);
    end(10_000);
    await queue.forceFlush();
    expect(received).toEqual(Array.from({ length: 10_000 }, (_, index) => `span ${index}`));
    expect(Math.max(...batches)).toBeLessThanOrEqual(256);
    expect(queue.counters()).toEqual({ exported: 10_000, dropped: 0, refused: 0, waiting: 0 });
  });

  it("drops what its bound does not hold, and counts it", async () => {
    const warnings: unknown[][] = [];
    diag.setLogger(
      { error() {}, warn: (...words) => void warnings.push(words), info() {}, debug() {}, verbose() {} },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    const { queue, end, received } = openQueue(() => ok, 100);
    end(150);
    await queue.forceFlush();
    diag.disable();
    expect(received).toHaveLength(100);
    expect(queue.counters()).toMatchObject({ exported: 100, dropped: 50 });
    expect(warnings.flat().join(" ")).toContain("the queue holds its limit of 100");
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

  it("gives up what the receiver can never take, and goes on with the rest", async () => {
    const { queue, end, received } = openQueue((batch) => (batch.length === 256 ? failed(400) : ok));
    end(300);
    await queue.forceFlush();
    expect(received).toHaveLength(44);
    expect(queue.counters()).toMatchObject({ exported: 44, refused: 256, waiting: 0 });
  });

  it("does not wait longer than the export timeout for an exporter that never answers, nor reject", async () => {
    const { queue, end } = openQueue(() => undefined);
    end(1);
    await expect(queue.forceFlush()).resolves.toBeUndefined();
    await expect(queue.shutdown()).resolves.toBeUndefined();
    expect(queue.counters().waiting).toBe(1);
  });

  it("survives an exporter that throws", async () => {
    const { queue, end } = openQueue(() => {
      throw new Error("broken exporter");
    });
    end(1);
    await expect(queue.forceFlush()).resolves.toBeUndefined();
    expect(queue.counters().waiting).toBe(1);
  });
});
