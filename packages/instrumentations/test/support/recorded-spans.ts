/** A tracer provider that keeps its spans, and counts those that never end. */
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";

export interface RecordedSpans {
  readonly provider: NodeTracerProvider;
  /** In the order of their start. */
  readonly ended: readonly ReadableSpan[];
  /** Spans that have started and not ended. */
  readonly open: number;
  clear(): void;
}

/** Registers its context manager too, so that spans can be active. */
export function recordSpans(): RecordedSpans {
  const exporter = new InMemorySpanExporter();
  let started: ReadableSpan[] = [];
  const counter = {
    onStart: (span: unknown) => void started.push(span as ReadableSpan),
    onEnd: () => undefined,
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const provider = new NodeTracerProvider({ spanProcessors: [counter, new SimpleSpanProcessor(exporter)] });
  provider.register();
  return {
    provider,
    get ended() {
      return started.filter((span) => span.ended);
    },
    get open() {
      return started.length - exporter.getFinishedSpans().length;
    },
    clear() {
      exporter.reset();
      started = [];
    },
  };
}
