/** One attempt of an exporter, ours or the application's: it always comes to a result. */
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { ExportResultCode, suppressTracing } from "@opentelemetry/core";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";
import type { OtlpExportResult } from "./otlp-exporter.ts";

/** The exporter has a timeout of its own and tells more; ours is for one that never answers. */
const ANSWER_GRACE_MS = 1_000;

export interface AttemptResult {
  readonly isAccepted: boolean;
  /** Spans that an accepting receiver did not take. */
  readonly rejected: number;
  readonly message: string;
  /** Of HTTP; 0 where there is none. */
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly error: unknown;
  /** The exporter cannot write one of these spans, today or later. */
  readonly isUnsendable: boolean;
}

/** Outside every session, and untraced: or else an instrumented HTTP client would make spans of exports. */
export function attemptExport(exporter: SpanExporter, spans: ReadableSpan[], limitMs: number): Promise<AttemptResult> {
  return new Promise((resolve) => {
    const fail = (error: unknown, isUnsendable = false): void => resolve(toFailure(error, isUnsendable));
    const waitMs = limitMs + ANSWER_GRACE_MS;
    const timer = setTimeout(() => fail(new Error(`the exporter did not answer within ${waitMs} ms`)), waitMs);
    timer.unref();
    const done = (result: OtlpExportResult | undefined): void => {
      clearTimeout(timer);
      if (result?.code !== ExportResultCode.SUCCESS) return fail(result?.error);
      const { rejected = 0, message = "" } = result;
      resolve({
        ...toFailure(undefined, false),
        isAccepted: true,
        rejected: Math.min(rejected, spans.length),
        message,
      });
    };
    try {
      const returned: unknown = context.with(suppressTracing(ROOT_CONTEXT), () => exporter.export(spans, done));
      Promise.resolve(returned).catch(fail);
    } catch (error) {
      clearTimeout(timer);
      fail(error, true);
    }
  });
}

/** Exporters put the HTTP status into the error's `code`, and ours the wait that was asked for beside it. */
function toFailure(error: unknown, isUnsendable: boolean): AttemptResult {
  const { code, retryAfterMs } = (error ?? {}) as { readonly code?: unknown; readonly retryAfterMs?: unknown };
  return {
    isAccepted: false,
    rejected: 0,
    message: "",
    status: typeof code === "number" ? code : 0,
    retryAfterMs: typeof retryAfterMs === "number" ? retryAfterMs : undefined,
    error,
    isUnsendable,
  };
}
