/**
 * What the session of a context says about the calls in it. Sessions are those of `@rootspan/sdk`, known by the context
 * key that it uses: neither package needs the other.
 */
import { type Context, createContextKey, type Span, trace } from "@opentelemetry/api";
import type { ContentLimits } from "@rootspan/model/content";

const SESSION = createContextKey("rootspan.session");

export interface SessionRules {
  /** What the session says of content; undefined for nothing. */
  readonly callContent?: Partial<ContentLimits> | undefined;
  /** With which further model calls are to be rejected; undefined as long as they may be made. */
  readonly refusal?: Error | undefined;
  /** A span of the session is not recorded. */
  missed?(): void;
}

const NO_RULES: SessionRules = {};

export function sessionRulesIn(where: Context): SessionRules {
  const session = where.getValue(SESSION);
  return typeof session === "object" && session !== null ? session : NO_RULES;
}

/**
 * The context, below the session's root where the active span is in another trace: instrumentations of frameworks put
 * the spans of their requests over the session that code was put into.
 */
export function withinSession(where: Context): Context {
  const root = (where.getValue(SESSION) as { readonly rootSpan?: Span } | undefined)?.rootSpan;
  if (root === undefined) return where;
  const isInTrace = trace.getSpanContext(where)?.traceId === root.spanContext().traceId;
  return isInTrace ? where : trace.setSpan(where, root);
}
