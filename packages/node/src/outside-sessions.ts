/**
 * Which spans are made for an application without an SDK where it is in no session. Some frameworks trace themselves as
 * soon as somebody might listen, and each of their requests would be a trace that nobody has asked for.
 */
import {
  type Context,
  createContextKey,
  ProxyTracerProvider,
  type SpanOptions,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import { withAmbientSession } from "@rootspan/sdk";

/** Same text, same symbol: `session-context.ts` of `@rootspan/sdk`. */
const SESSION = createContextKey("rootspan.session");

/** What emitters of model calls and agents say of their spans from the start. */
const MODEL_WORK = /^(gen_ai|ai|llm|openinference|traceloop|langfuse)\./;

/** Makes what the API makes where nobody has registered anything. */
export const noopTracer: Tracer = new ProxyTracerProvider().getDelegate().getTracer("rootspan");

/** Whether the span is to be made: within a session, below another one, and of models and agents everywhere. */
export function isWanted(where: Context, { root, attributes = {} }: SpanOptions): boolean {
  if (where.getValue(SESSION) !== undefined || withAmbientSession(where) !== where) return true;
  if (root !== true && trace.getSpan(where)?.isRecording() === true) return true;
  return Object.keys(attributes).some((key) => MODEL_WORK.test(key));
}
