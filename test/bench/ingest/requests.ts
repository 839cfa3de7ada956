/** Export requests as an agent's process sends them: 512 spans of 8 sessions, a third of them model calls with text. */
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { context, SpanKind, trace } from "@opentelemetry/api";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import * as key from "@rootspan/model/attributes";

export const SPANS_PER_REQUEST = 512;
const SESSIONS_PER_REQUEST = 8;

const words =
  "session span model tool answer question token price cache stream chunk error retry agent plan step".split(" ");

/** OTLP/HTTP protobuf bodies; no two spans are alike. */
export function createRequests(count: number): Uint8Array[] {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer = provider.getTracer("benchmark");
  return Array.from({ length: count }, (_, request) => {
    for (let session = 0; session < SESSIONS_PER_REQUEST; session += 1) {
      const root = tracer.startSpan("session", { attributes: { [key.ROOTSPAN_KIND]: "session" } });
      const id = root.spanContext().traceId;
      const inside = trace.setSpan(context.active(), root);
      for (let index = 1; index < SPANS_PER_REQUEST / SESSIONS_PER_REQUEST; index += 1) {
        const attributes = {
          [key.SESSION_ID]: id,
          ...(index % 3 === 0 ? modelCall(request + index) : toolRun(request + index)),
        };
        tracer
          .startSpan(
            index % 3 === 0 ? "chat gpt-4o-mini" : "execute_tool search",
            { kind: SpanKind.CLIENT, attributes },
            inside,
          )
          .end();
      }
      root.setAttribute(key.SESSION_ID, id).end();
    }
    const body = ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans())!;
    exporter.reset();
    return body;
  });
}

function modelCall(seed: number): Record<string, string | number> {
  return {
    [key.ROOTSPAN_KIND]: "llm",
    [key.GEN_AI_OPERATION_NAME]: "chat",
    [key.GEN_AI_PROVIDER_NAME]: "openai",
    [key.GEN_AI_REQUEST_MODEL]: "gpt-4o-mini",
    [key.GEN_AI_RESPONSE_MODEL]: "gpt-4o-mini-2024-07-18",
    [key.GEN_AI_USAGE_INPUT_TOKENS]: 100 + (seed % 900),
    [key.GEN_AI_USAGE_OUTPUT_TOKENS]: 10 + (seed % 90),
    [key.GEN_AI_INPUT_MESSAGES]: JSON.stringify([
      { role: "user", parts: [{ type: "text", content: text(seed, 200) }] },
    ]),
    [key.GEN_AI_OUTPUT_MESSAGES]: JSON.stringify([
      { role: "assistant", parts: [{ type: "text", content: text(seed + 7, 80) }] },
    ]),
  };
}

function toolRun(seed: number): Record<string, string | number> {
  return {
    [key.ROOTSPAN_KIND]: "tool",
    [key.GEN_AI_OPERATION_NAME]: "execute_tool",
    [key.GEN_AI_TOOL_NAME]: "search",
    [key.GEN_AI_TOOL_CALL_ARGUMENTS]: JSON.stringify({ query: text(seed, 8) }),
    [key.GEN_AI_TOOL_CALL_RESULT]: JSON.stringify({ hits: text(seed + 3, 60) }),
  };
}

function text(seed: number, length: number): string {
  return Array.from({ length }, (_, index) => words[(seed * 31 + index * index * 7) % words.length]).join(" ");
}
