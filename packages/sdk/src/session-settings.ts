/** What a session goes by: its options and what its client says, with everything filled in. */
import type { ContentLimits } from "@rootspan/model/content";
import { describeValue } from "./describe-value.ts";
import { guard, log } from "./guard.ts";
import type { SessionClient } from "./session-client.ts";
import { SESSION_OPTION_RULES, type SessionOptions } from "./session-options.ts";

export interface SessionSettings extends Omit<SessionOptions, keyof ContentLimits> {
  readonly tags: readonly string[];
  readonly content: ContentLimits;
  /** The same for model calls that instrumentations see: what client and session say of it. */
  readonly callContent: Partial<ContentLimits>;
}

/** OpenTelemetry's default. */
const NO_CONTENT: ContentLimits = { captureContent: false, maxAttributeBytes: 262_144 };

/** A session starts whatever it is given: what cannot be used is told, and left out. */
export function toSessionSettings(client: SessionClient, options: SessionOptions): SessionSettings {
  const usable = usableOptions(options);
  const { captureContent, maxAttributeBytes, redact, tags, ...others } = { ...client.sessionDefaults, ...usable };
  const base = client.content ?? NO_CONTENT;
  const content = {
    captureContent: captureContent ?? base.captureContent,
    maxAttributeBytes: maxAttributeBytes ?? base.maxAttributeBytes,
    redact: redact ?? base.redact,
  };
  // What is not said here, an instrumentation says itself for the calls that it sees.
  const said = {
    ...(captureContent !== undefined && { captureContent }),
    ...(maxAttributeBytes !== undefined && { maxAttributeBytes }),
    ...(redact !== undefined && { redact }),
  };
  return {
    ...others,
    tags: [...client.defaultTags, ...(tags ?? [])],
    // Events of model calls are the instrumentations' to make: they get all that is said.
    content: client.spansHoldContent === false ? { ...content, captureContent: false } : content,
    callContent: client.content === undefined ? said : content,
  };
}

function usableOptions(options: unknown): SessionOptions {
  if (typeof options !== "object" || options === null) {
    log.error(
      `startSession() takes an object of options, got ${describeValue(options)}; the session has none of its own`,
    );
    return {};
  }
  const usable: Record<string, unknown> = {};
  // Callers without types may give objects that throw when they are read.
  const names = guard("startSession", () => Object.keys(options)) ?? [];
  for (const name of names) {
    const value = guard(`startSession(): ${name}`, () => (options as Readonly<Record<string, unknown>>)[name]);
    if (value === undefined) continue;
    const rule = Object.hasOwn(SESSION_OPTION_RULES, name)
      ? SESSION_OPTION_RULES[name as keyof SessionOptions]
      : undefined;
    if (rule !== undefined && guard(`startSession(): ${name}`, () => rule.allows(value)) === true) usable[name] = value;
    else if (rule === undefined) log.error(`${name} is no option of startSession(); there are ${OPTION_NAMES}`);
    else log.error(`startSession(): ${name} must be ${rule.allowed}, got ${describeValue(value)}; it is left out`);
  }
  return usable;
}

const OPTION_NAMES = Object.keys(SESSION_OPTION_RULES).join(", ");
