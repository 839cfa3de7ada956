/** Keeps an instrumented file system or HTTP client from making spans of what the journal does. */
import { type Context, context, ROOT_CONTEXT } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";

const UNTRACED: Context = suppressTracing(ROOT_CONTEXT);

export function untraced<T>(work: () => T): T {
  return context.with(UNTRACED, work);
}
