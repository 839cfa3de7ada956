/** Exports spans by OTLP/HTTP, a request an export: the queue says whether there is another one (ADR 8). */
import { type ExportResult, ExportResultCode } from "@opentelemetry/core";
import { JsonTraceSerializer } from "@opentelemetry/otlp-transformer";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";
import { JSON_TYPE, PROTOBUF_TYPE } from "./answer.ts";
import type { OtlpSender } from "./otlp-sender.ts";
import { toTraceRequest } from "./otlp/to-trace-request.ts";
import type { Settings } from "./settings.ts";

/** A success may be a partial one. */
export interface OtlpExportResult extends ExportResult {
  /** Spans that the receiver did not take, and never will. */
  readonly rejected?: number;
  /** What it says of them. */
  readonly message?: string;
}

export class OtlpExporter implements SpanExporter {
  readonly #sender: OtlpSender;
  readonly #isJson: boolean;

  constructor(sender: OtlpSender, protocol: Settings["protocol"]) {
    this.#sender = sender;
    this.#isJson = protocol === "http/json";
  }

  /**
   * Of a failure, the error's `code` is the HTTP status, and its `retryAfterMs` the wait that the receiver asks for.
   * @throws when one of the spans cannot be encoded
   */
  export(spans: ReadableSpan[], done: (result: OtlpExportResult) => void): void {
    const body = this.#isJson ? JsonTraceSerializer.serializeRequest(spans) : toTraceRequest(spans);
    if (body === undefined) throw new Error("the spans cannot be encoded");
    void this.#send(body, done);
  }

  async #send(body: Uint8Array, done: (result: OtlpExportResult) => void): Promise<void> {
    const answer = await this.#sender.send(body, this.#isJson ? JSON_TYPE : PROTOBUF_TYPE);
    if (!answer.isAccepted) done({ code: ExportResultCode.FAILED, error: answer.error });
    else done({ code: ExportResultCode.SUCCESS, rejected: answer.rejected, message: answer.message });
  }

  /** Owns nothing: the connection is the pipeline's. */
  async shutdown(): Promise<void> {}
}
