/** Keeps faults of the application's span processors out of `startSpan` and `end`, where the SDK lets them through. */
import type { SpanProcessor } from "@opentelemetry/sdk-trace-node";
import { guard, reportFault } from "@rootspan/sdk";

/** The longest that one of them may hold up the others. */
const PATIENCE_MS = 5_000;

async function finish(method: "forceFlush" | "shutdown", processor: Partial<SpanProcessor>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
  try {
    await Promise.race([processor[method]?.(), deadline]);
  } catch (fault) {
    reportFault(`${method} of a span processor`, fault);
  }
  clearTimeout(timer);
}

export function guardProcessor(processor: SpanProcessor): SpanProcessor {
  return {
    onStart: (span, parentContext) => guard("a span processor", () => processor.onStart(span, parentContext)),
    onEnding: (span) => guard("a span processor", () => processor.onEnding?.(span)),
    onEnd: (span) => guard("a span processor", () => processor.onEnd(span)),
    forceFlush: () => finish("forceFlush", processor),
    shutdown: () => finish("shutdown", processor),
  };
}
