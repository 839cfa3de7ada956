/** The body of an error: RFC 9457 `application/problem+json`, with AgentOps' `path` and `message`. */

export interface ProblemBody {
  readonly type: "about:blank";
  /** The HTTP status in words. */
  readonly title: string;
  readonly status: number;
  /** What is wrong, where, and what is allowed. */
  readonly detail: string;
  /** Words that do not change: docs/errors.md lists them. */
  readonly code: string;
  /** The parameter, or the field of the body, at fault. */
  readonly field?: string;
  /** The path that was asked for, as AgentOps has it. */
  readonly path: string;
  /** The same as `detail`, as AgentOps has it. */
  readonly message: string;
}
