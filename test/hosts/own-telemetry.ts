/** The parts of an application's OpenTelemetry that are the same on both lines of the SDK, and that tell what they see. */
import type { Context, DiagLogger, SpanContext, Tracer, TracerProvider } from "@opentelemetry/api";
import type { Combination, SeenSpan } from "./combination.ts";

/** As the SDKs' exporters get it. */
interface ExportedSpan {
  readonly name: string;
  readonly parentSpanContext?: SpanContext | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  spanContext(): SpanContext;
}

/** An exporter for either SDK. */
export function createExporter(exporter: SeenSpan["exporter"], seen: SeenSpan[]): object {
  return {
    export(spans: readonly ExportedSpan[], done: (result: { code: number }) => void): void {
      for (const span of spans) {
        const { traceId, spanId } = span.spanContext();
        seen.push({
          exporter,
          name: span.name,
          traceId,
          spanId,
          parentId: span.parentSpanContext?.spanId,
          sessionId: span.attributes["session.id"],
          costUsd: span.attributes["gen_ai.usage.cost.amount"],
        });
      }
      done({ code: 0 });
    },
    async forceFlush(): Promise<void> {},
    async shutdown(): Promise<void> {},
  };
}

type SamplerName = NonNullable<Combination["sampler"]>;

const decisions: Readonly<Record<SamplerName, (name: string, parent: SpanContext | undefined) => boolean>> = {
  nothing: () => false,
  // Once a trace, as a ratio below a ParentBasedSampler.
  "not session b": (name, parent) => (parent === undefined ? name !== "session b" : (parent.traceFlags & 1) === 1),
  // Span by span, as a rule for names.
  "no chat": (name) => !name.startsWith("chat"),
};

const DROP = 0;
const RECORD_AND_SAMPLE = 2;

/** A sampler for either SDK. */
export function createSampler(
  name: SamplerName,
  getSpanContext: (context: Context) => SpanContext | undefined,
): object {
  return {
    shouldSample: (parent: Context, _traceId: string, spanName: string) => ({
      decision: decisions[name](spanName, getSpanContext(parent)) ? RECORD_AND_SAMPLE : DROP,
    }),
    toString: () => name,
  };
}

/** An instrumentation: NodeSDK hands it a provider before it registers its own. */
export class WorkInstrumentation {
  readonly instrumentationName = "work";
  readonly instrumentationVersion = "1";
  #tracer: Tracer | undefined;

  setTracerProvider(provider: TracerProvider): void {
    this.#tracer = provider.getTracer("work");
  }

  work(name: string): void {
    this.#tracer?.startSpan(name).end();
  }

  setMeterProvider(): void {}
  setLoggerProvider(): void {}
  enable(): void {}
  disable(): void {}
  getConfig(): object {
    return {};
  }
}

export function createDiagLogger(messages: string[]): DiagLogger {
  const take =
    (level: string): DiagLogger["info"] =>
    (message, ...details) =>
      void messages.push([level, message.split("\n")[0], ...details.map(String)].join(" "));
  return {
    error: take("error"),
    warn: take("warn"),
    info: take("info"),
    debug: take("debug"),
    verbose: take("verbose"),
  };
}

/** Writes down what each call of the method returns. */
export function recordResults<Name extends string>(
  target: Record<Name, (argument: never) => boolean>,
  name: Name,
  results: string[],
): void {
  const original = target[name];
  target[name] = function (this: unknown, argument: never) {
    const result = original.call(this, argument);
    results.push(`${name} ${result}`);
    return result;
  };
}
