/** Spans for tests of the journal, made by the real SDK or filled by hand where the SDK would not let them through. */
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, type ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { toSessionId } from "@rootspan/model";

const RESOURCE = resourceFromAttributes({ "service.name": "shop", "process.pid": 7, 'quote"d': ',"spans":[' });

const provider = new BasicTracerProvider({
  resource: RESOURCE,
  spanProcessors: [
    {
      onStart() {},
      onEnd: (span) => void ended.push(span),
      forceFlush: async () => {},
      shutdown: async () => {},
    },
  ],
});
const ended: ReadableSpan[] = [];

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

/** Tells which session of a test it is. */
export function traceIdOf(session: number): string {
  return hex(session + 1, 32);
}

/** A call to a model as the instrumentations record it: 20 attributes, about 3 KB. */
export function createCall(session: number, index: number): ReadableSpan {
  const root = { traceId: traceIdOf(session), spanId: hex(0xabc, 16), traceFlags: 1 };
  const span = provider.getTracer("@rootspan/instrumentations/openai", "0.1.0").startSpan(
    "chat gpt-4o-mini",
    {
      kind: SpanKind.CLIENT,
      attributes: {
        "rootspan.kind": "llm",
        "session.id": toSessionId(traceIdOf(session)),
        "test.index": index,
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o-mini",
        "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
        "gen_ai.response.id": `chatcmpl-${index}`,
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": 120 + index,
        "gen_ai.usage.output_tokens": 34,
        "gen_ai.usage.cost.amount": 0.0000384,
        "gen_ai.usage.cost.currency": "USD",
        "gen_ai.usage.cost.source": "list_price",
        "gen_ai.request.temperature": 0.7,
        "gen_ai.request.max_tokens": 512,
        "server.address": "api.openai.com",
        "server.port": 443,
        "gen_ai.input.messages": JSON.stringify([
          { role: "user", content: "What is the weather in Paris? ".repeat(10) },
        ]),
        "gen_ai.output.messages": JSON.stringify([
          { role: "assistant", content: "It is sunny, with wind. ".repeat(10) },
        ]),
      },
    },
    trace.setSpanContext(ROOT_CONTEXT, root),
  );
  span.end();
  return ended.pop()!;
}

/** The root of a session, still open. Its span id is that of the parent of `createCall`. */
export function createRoot(session: number, tags: readonly string[] = ["test"]): ReadableSpan {
  const span = provider.getTracer("@rootspan/sdk", "0.1.0").startSpan(
    `session ${session}`,
    {
      root: true,
      attributes: {
        "rootspan.kind": "session",
        "session.id": toSessionId(traceIdOf(session)),
        "rootspan.session.owner": true,
        "rootspan.session.tags": [...tags],
      },
    },
    ROOT_CONTEXT,
  );
  return withIds(span as unknown as ReadableSpan, session);
}

/** Ends a root as `session.end("Success")` does. */
export function endRoot(root: ReadableSpan): ReadableSpan {
  const span = Object.getPrototypeOf(root) as ReturnType<ReturnType<typeof provider.getTracer>["startSpan"]>;
  span.setAttribute("rootspan.session.end_state", "Success");
  span.setStatus({ code: SpanStatusCode.OK });
  span.end();
  ended.pop();
  return root;
}

/** The same span under known ids. */
function withIds(span: ReadableSpan, session: number): ReadableSpan {
  const context = { traceId: traceIdOf(session), spanId: hex(0xabc, 16), traceFlags: 1 };
  return Object.create(span, { spanContext: { value: () => context } }) as ReadableSpan;
}
