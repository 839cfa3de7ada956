/** Keeps faults of the application's span processors out of `startSpan` and `end`, where the SDK lets them through. */
import type { SpanProcessor } from "@opentelemetry/sdk-trace-node";
import { guard } from "@rootspan/sdk";

export function guardProcessor(processor: SpanProcessor): SpanProcessor {
  return {
    onStart: (span, parentContext) => guard("a span processor", () => processor.onStart(span, parentContext)),
    onEnding: (span) => guard("a span processor", () => processor.onEnding?.(span)),
    onEnd: (span) => guard("a span processor", () => processor.onEnd(span)),
    forceFlush: () => processor.forceFlush(),
    shutdown: () => processor.shutdown(),
  };
}
