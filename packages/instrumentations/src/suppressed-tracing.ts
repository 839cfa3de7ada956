/** OpenTelemetry's own switch for "no spans in here", read without depending on `@opentelemetry/core`. */
import { type Context, createContextKey } from "@opentelemetry/api";

/** Same text, same symbol: `@opentelemetry/core` src/trace/suppress-tracing.ts. */
const SUPPRESS_TRACING = createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

export function isTracingSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS_TRACING) === true;
}
