/**
 * What the session of a context says about the calls in it. Sessions are those of `@rootspan/sdk`, known by the context
 * key that it uses: neither package needs the other.
 */
import { type Context, createContextKey } from "@opentelemetry/api";
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
