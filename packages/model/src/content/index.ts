/** Content of spans: what may be recorded, in which form, and how much of it. */
export type { ContentLimits, ContentPlace, Redact } from "./limits.ts";
export { toContent, toContentJson } from "./to-content.ts";
export { omittedData } from "./data-url.ts";
export { describeError, type ErrorDescription } from "./describe-error.ts";
export { describeFailure } from "./describe-failure.ts";
export { reportError, type SpanIds, spanThatReported } from "./reported-errors.ts";
