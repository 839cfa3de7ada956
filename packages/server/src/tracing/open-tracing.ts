/**
 * Tracing by OpenTelemetry's SDK, sent by its OTLP exporter. Nothing is registered globally: a host that embeds the
 * server keeps its own.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Span, SpanContext } from "@opentelemetry/api";
import type { SpanExporter } from "@opentelemetry/sdk-trace-node";
import { StartError } from "../start-error.ts";
import { VERSION } from "../version.ts";
import { OWN_SPANS_HEADER, type RequestSpan, type Tracing } from "./tracing.ts";

export interface TracingSettings {
  /** Of a receiver of OTLP over HTTP, with its path. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Told of spans that were not taken. */
  readonly onLost: (spans: number) => void;
}

/** https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;

/** Where nothing is traced. */
const SILENT = Symbol("silent");

/** @throws StartError when OpenTelemetry's SDK is not installed */
export async function openTracing({ url, headers, timeoutMs, onLost }: TracingSettings): Promise<Tracing> {
  const { api, resources, sdk, otlp } = await load();
  const exporter = new otlp.OTLPTraceExporter({
    url,
    headers: { ...headers, [OWN_SPANS_HEADER]: "1" },
    timeoutMillis: timeoutMs,
  });
  const provider = new sdk.BasicTracerProvider({
    resource: resources.resourceFromAttributes({ "service.name": "rootspan-server", "service.version": VERSION }),
    spanProcessors: [new sdk.BatchSpanProcessor(countingLosses(exporter, onLost))],
  });
  const tracer = provider.getTracer("@rootspan/server", VERSION);
  const current = new AsyncLocalStorage<Span | typeof SILENT>();

  const fail = (span: Span, error: unknown): void => {
    // Messages are left out, as they may quote what clients sent.
    span.setAttribute("error.type", nameOf(error)).setStatus({ code: api.SpanStatusCode.ERROR });
  };

  return {
    startRequest({ method, route, headers: given }) {
      if (given[OWN_SPANS_HEADER] !== undefined) {
        return { within: (work) => current.run(SILENT, work), end: () => undefined } satisfies RequestSpan;
      }
      const caller = parseTraceparent(given["traceparent"]);
      const parent = caller === undefined ? api.ROOT_CONTEXT : api.trace.setSpanContext(api.ROOT_CONTEXT, caller);
      const attributes = { "http.request.method": method, "http.route": route };
      const span = tracer.startSpan(`${method} ${route}`, { kind: api.SpanKind.SERVER, attributes }, parent);
      return {
        within: (work) => current.run(span, work),
        end(attributesOfAnswer, failed) {
          span.setAttributes(attributesOfAnswer);
          if (failed) span.setStatus({ code: api.SpanStatusCode.ERROR });
          span.end();
        },
      };
    },

    async run(name, work) {
      const above = current.getStore();
      if (above === SILENT) return work();
      const parent = above === undefined ? api.ROOT_CONTEXT : api.trace.setSpan(api.ROOT_CONTEXT, above);
      const span = tracer.startSpan(name, {}, parent);
      try {
        return await current.run(span, work);
      } catch (error) {
        fail(span, error);
        throw error;
      } finally {
        span.end();
      }
    },

    async close() {
      await provider.shutdown().catch(() => undefined);
    },
  };
}

/** Only where it is asked for: it takes a while to load, and may be left out of an installation. */
async function load() {
  try {
    const [api, resources, sdk, otlp] = await Promise.all([
      import("@opentelemetry/api"),
      import("@opentelemetry/resources"),
      import("@opentelemetry/sdk-trace-node"),
      import("@opentelemetry/exporter-trace-otlp-http"),
    ]);
    return { api, resources, sdk, otlp };
  } catch (error) {
    const packages = "@opentelemetry/sdk-trace-node and @opentelemetry/exporter-trace-otlp-http";
    throw new StartError(`spans of the server need the packages ${packages}, which are not installed`, {
      cause: error,
    });
  }
}

function countingLosses(exporter: SpanExporter, onLost: (spans: number) => void): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.code !== 0) onLost(spans.length);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush !== undefined && { forceFlush: () => exporter.forceFlush!() }),
  };
}

function parseTraceparent(header: string | readonly string[] | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(String(header)) ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags!, 16) & 1, isRemote: true };
}

function nameOf(error: unknown): string {
  const { code, reason, name } = Object(error) as Readonly<Record<string, unknown>>;
  return [code, reason, name].find((word) => typeof word === "string") ?? typeof error;
}
