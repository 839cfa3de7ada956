/** Records the events that this package makes spans of on the GenAI metrics, where the application measures. */
import { type Context, createNoopMeter, metrics, type Span } from "@opentelemetry/api";
import { type Attributes, kindOf } from "@rootspan/model";
import { followMeterProvider } from "@rootspan/model/metrics";
import { guard, reportFault } from "./guard.ts";
import { VERSION } from "./version.ts";

const genAiMetrics = followMeterProvider({
  name: "@rootspan/sdk",
  version: VERSION,
  provider: () => metrics.getMeterProvider(),
  noopMeter: createNoopMeter(),
  onFault: (fault) => reportFault("making the GenAI instruments", fault),
});

/** @param given what the span was given, for spans that cannot be read */
export function measureEvent(span: Span, given: Attributes, durationMs: number, context: Context): void {
  const recorder = genAiMetrics();
  if (recorder === undefined) return;
  guard("measuring an event", () => {
    const { attributes = given } = span as { attributes?: Attributes };
    const measurement = { attributes, durationSeconds: durationMs / 1_000, context };
    const kind = kindOf(attributes);
    if (kind === "llm") recorder.recordCall(measurement);
    else if (kind === "tool") recorder.recordToolExecution(measurement);
    else if (kind === "agent") recorder.recordAgentInvocation(measurement);
  });
}
