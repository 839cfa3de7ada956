/** Errors as they are answered: RFC 9457 `application/problem+json`, with AgentOps' `path` and `message`. */
import { STATUS_CODES } from "node:http";
import type { ProblemBody } from "@rootspan/model/rest";

/** Every code that is answered, and its HTTP status. */
export const PROBLEM_STATUS = {
  invalid_parameter: 400,
  malformed_body: 400,
  aborted_body: 400,
  missing_key: 401,
  invalid_key: 401,
  insufficient_scope: 403,
  not_found: 404,
  session_not_found: 404,
  artifact_not_found: 404,
  span_not_found: 404,
  method_not_allowed: 405,
  count_differs: 409,
  body_too_large: 413,
  unsupported_content_type: 415,
  unsupported_content_encoding: 415,
  range_not_satisfiable: 416,
  too_many_requests: 429,
  internal_error: 500,
  store_unavailable: 503,
} as const;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

export interface ProblemDetails {
  /** The request parameter at fault. */
  readonly field?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error whose message may be told to the client. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly status: number;
  readonly field: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, message: string, { field, headers = {} }: ProblemDetails = {}) {
    super(message);
    this.code = code;
    this.status = PROBLEM_STATUS[code];
    this.field = field;
    this.headers = headers;
  }
}

/** @param url as the request line has it; only its path is shown, as a query may hold what is nobody's business */
export function toProblemBody(problem: Problem, url: string): ProblemBody {
  return {
    type: "about:blank",
    title: STATUS_CODES[problem.status] ?? "Error",
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    ...(problem.field !== undefined && { field: problem.field }),
    path: url.split("?", 1)[0]!,
    message: problem.message,
  };
}
