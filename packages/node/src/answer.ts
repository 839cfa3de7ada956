/** What a receiver says to an export request. */
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { log } from "@rootspan/sdk";
import type { HttpAnswer } from "./http-request.ts";
import { readRetryAfter } from "./retry-after.ts";

export const JSON_TYPE = "application/json";
export const PROTOBUF_TYPE = "application/x-protobuf";

/** https://opentelemetry.io/docs/specs/otlp/#partial-success-1 */
export interface Accepted {
  readonly isAccepted: true;
  /** Spans of the request that it did not take, and never will. */
  readonly rejected: number;
  /** Its reason, or a warning where nothing is rejected. */
  readonly message: string;
}

export interface NotAccepted {
  readonly isAccepted: false;
  /** Of HTTP; 0 where no answer came. */
  readonly status: number;
  readonly error: Error;
  /** How long it wants to be left alone. */
  readonly retryAfterMs?: number | undefined;
}

export type Answer = Accepted | NotAccepted;

/** An error as exporters give it to their callers: the HTTP status is its `code`. */
export class RefusedExportError extends Error {
  readonly code: number;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, text: string, retryAfterMs: number | undefined) {
    super(`the receiver answered ${status}${text === "" ? "" : `: ${text}`}`);
    this.name = "RefusedExportError";
    this.code = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** What a person needs of an error page. */
const MAX_TEXT = 300;

/**
 * @param requestType content type of the request, which the answer has too where it says nothing else
 * @param nowMs milliseconds since 1970
 */
export function toAnswer({ status, headers, body }: HttpAnswer, requestType: string, nowMs: number): Answer {
  if (status < 200 || status > 299) {
    const retryAfterMs = readRetryAfter(headers["retry-after"], nowMs);
    const text = body
      .subarray(0, MAX_TEXT)
      .toString()
      .replace(/[^\x20-\x7e]+/g, " ")
      .trim();
    return { isAccepted: false, status, error: new RefusedExportError(status, text, retryAfterMs), retryAfterMs };
  }
  try {
    return { isAccepted: true, ...readPartialSuccess(body, headers["content-type"] ?? requestType) };
  } catch (error) {
    // The status counts: the receiver has the spans, and would have them twice.
    log.debug("the receiver accepted an export with an answer that cannot be read", error);
    return { isAccepted: true, rejected: 0, message: "" };
  }
}

function readPartialSuccess(body: Buffer, type: string): Omit<Accepted, "isAccepted"> {
  const partial = body.length === 0 ? undefined : decode(body, type)?.partialSuccess;
  // In JSON an int64 is a text.
  const rejected = Number(partial?.rejectedSpans ?? 0);
  return {
    rejected: Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0,
    message: typeof partial?.errorMessage === "string" ? partial.errorMessage.slice(0, MAX_TEXT) : "",
  };
}

interface Response {
  readonly partialSuccess?: { readonly rejectedSpans?: unknown; readonly errorMessage?: unknown };
}

/** @throws where it is not what it says */
function decode(body: Buffer, type: string): Response | null {
  if (type.startsWith(JSON_TYPE)) return JSON.parse(body.toString()) as Response | null;
  if (type.startsWith(PROTOBUF_TYPE)) return ProtobufTraceSerializer.deserializeResponse(body);
  throw new Error(`it is of type ${type}`);
}
