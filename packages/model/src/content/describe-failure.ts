/** A failed span: the attributes and the status message that its error gives it. */
import { ERROR_TYPE, HTTP_RESPONSE_STATUS_CODE } from "../attributes.ts";
import { describeError } from "./describe-error.ts";
import type { ContentLimits } from "./limits.ts";
import { toContent } from "./to-content.ts";

export interface Failure {
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Of the span's status: the error's message, or without content its type. */
  readonly message: string;
}

/** A message is for a line in a list; the whole of it is in `exception.message`, where there is one. */
const MAX_MESSAGE_BYTES = 4_096;

export function describeFailure(error: unknown, limits: ContentLimits): Failure {
  const { type, httpStatus, message } = describeError(error);
  const maxAttributeBytes = Math.min(limits.maxAttributeBytes, MAX_MESSAGE_BYTES);
  return {
    attributes: {
      [ERROR_TYPE]: type,
      ...(httpStatus !== undefined && { [HTTP_RESPONSE_STATUS_CODE]: httpStatus }),
    },
    message:
      toContent("status.message", message, { ...limits, maxAttributeBytes }) ??
      (httpStatus === undefined ? type : `${httpStatus} ${type}`),
  };
}
