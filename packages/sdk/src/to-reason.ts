/** Why a session failed by an error: `<class>: <message>`, or the class alone where messages are not recorded. */
import { type ContentLimits, describeError, describeFailure } from "@rootspan/model/content";

export function toReason(error: unknown, limits: ContentLimits): string {
  const className = classOf(error);
  if (!limits.captureContent || describeError(error).message === undefined) return className;
  return `${className}: ${describeFailure(error, limits).message}`;
}

/** `describeError` prefers codes to classes, so it is shown nothing but the class. */
function classOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return error === null ? "null" : typeof error;
  try {
    const { constructor, name } = error as { readonly constructor?: unknown; readonly name?: unknown };
    return describeError({ constructor, name }).type;
  } catch {
    return "_OTHER";
  }
}
