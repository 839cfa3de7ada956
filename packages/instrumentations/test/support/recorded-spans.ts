/** A tracer provider that keeps its spans, and counts those that never end. */
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";

export interface RecordedSpans {
  readonly provider: NodeTracerProvider;
  readonly ended: readonly ReadableSpan[];
  /** Spans that have started and not ended. */
  readonly open: number;
  clear(): void;
}

/** Registers its context manager too, so that spans can be active. */
export function recordSpans(): RecordedSpans {
  const exporter = new InMemorySpanExporter();
  let started = 0;
  const counter = {
    onStart: () => void (started += 1),
    onEnd: () => undefined,
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const provider = new NodeTracerProvider({ spanProcessors: [counter, new SimpleSpanProcessor(exporter)] });
  provider.register();
  return {
    provider,
    get ended() {
      return exporter.getFinishedSpans();
    },
    get open() {
      return started - exporter.getFinishedSpans().length;
    },
    clear() {
      exporter.reset();
      started = 0;
    },
  };
}
