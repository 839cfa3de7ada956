/** What is told to a client of an error that a handler threw. */
import type { ReportFault } from "../report-fault.ts";
import { OtlpDecodeError } from "../otlp/otlp-decode-error.ts";
import { StoreError } from "../store/store-error.ts";
import { Problem } from "./problem.ts";
import { type FastifyFault, toParameterProblem } from "./parameter-problem.ts";

const BUSY_RETRY = { "retry-after": "1" };
const UNAVAILABLE_RETRY = { "retry-after": "5" };

/** Faults of our own are reported; what a client did wrong is not. */
export function toProblem(error: unknown, reportFault: ReportFault): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof OtlpDecodeError) {
    return new Problem(error.tooLarge ? "body_too_large" : "malformed_body", error.message);
  }
  if (error instanceof StoreError) return toStoreProblem(error, reportFault);
  const fault = error as FastifyFault;
  if (fault.validation !== undefined) return toParameterProblem(fault);
  if (fault.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
    return new Problem("unsupported_content_type", "content-type is not a media type");
  }
  if (fault.code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return new Problem("body_too_large", "the body is larger than any that this route needs");
  }
  if (fault.statusCode === 400) return new Problem("invalid_parameter", "the request line is malformed");
  reportFault("request failed", error);
  return new Problem("internal_error", "the server failed to answer this request");
}

function toStoreProblem(error: StoreError, reportFault: ReportFault): Problem {
  if (error.reason === "busy") return new Problem("too_many_requests", error.message, { headers: BUSY_RETRY });
  if (error.reason === "bad_cursor") {
    return new Problem("invalid_parameter", "cursor must be the next_cursor of the page before", { field: "cursor" });
  }
  if (error.reason !== "closed") reportFault("the store failed", error);
  return new Problem("store_unavailable", error.message, { headers: UNAVAILABLE_RETRY });
}
