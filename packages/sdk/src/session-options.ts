/** What can be said of one session, and for all sessions of a process as the options of `init`. */
import { parseSessionId } from "@rootspan/model";
import type { ContentLimits, Redact } from "@rootspan/model/content";
import { describeValue } from "./describe-value.ts";
import { guard, log } from "./guard.ts";
import type { Carrier } from "./inheritance.ts";
import type { SessionClient } from "./session-client.ts";
import type { Session } from "./session.ts";

export interface SessionOptions {
  /** The root span is then called `session {name}`. */
  readonly name?: string;
  /** Added to the client's default tags. */
  readonly tags?: readonly string[];
  /** Address of a recording, or a local file that is sent to the server: see `Session.setVideo`. */
  readonly video?: string;
  /** Join this session instead of starting one: a UUID, or the same as 32 hex digits. */
  readonly inheritedSessionId?: string;
  /** Join the session that a request brings, in its headers or in `_meta`. Where it brings none, this says nothing. */
  readonly inheritFrom?: Carrier;
  /** Join the session that this process was given, by `TRACEPARENT` and `BAGGAGE`. By default true. */
  readonly inherit?: boolean;
  /** Record what users and models wrote. */
  readonly captureContent?: boolean;
  /** The largest content attribute, in bytes of UTF-8. */
  readonly maxAttributeBytes?: number;
  /** Decides what is recorded of each value in content. */
  readonly redact?: Redact;
  /** What the session may cost in USD, as far as this process sees it. */
  readonly sessionBudgetUsd?: number;
  /** Called once, when the budget is used up. */
  readonly onBudget?: (session: Session) => unknown;
  /** Reject further model calls once the budget is used up. By default false. */
  readonly stopAtBudget?: boolean;
  /** Ignore `end` where it says `isAutoEnd`, as frameworks do that end sessions by themselves. By default false. */
  readonly skipAutoEndSession?: boolean;
}

/** Options with everything filled in. */
export interface SessionSettings extends Omit<SessionOptions, keyof ContentLimits> {
  readonly tags: readonly string[];
  readonly content: ContentLimits;
  /** The same for model calls that instrumentations see: what client and session say of it. */
  readonly callContent: Partial<ContentLimits>;
}

export interface SessionOptionRule {
  readonly allows: (value: unknown) => boolean;
  /** Ends the sentence "… must be". */
  readonly allowed: string;
}

const text: SessionOptionRule = { allows: isText, allowed: "a text that is not empty" };
const flag: SessionOptionRule = { allows: (value) => typeof value === "boolean", allowed: "true or false" };
const callback: SessionOptionRule = { allows: (value) => typeof value === "function", allowed: "a function" };

/** Which values each option may have. */
export const SESSION_OPTION_RULES: Readonly<Record<keyof SessionOptions, SessionOptionRule>> = {
  name: text,
  tags: {
    allows: (value) => Array.isArray(value) && value.every(isText),
    allowed: "a list of texts that are not empty",
  },
  video: text,
  inheritedSessionId: {
    allows: (value) => parseSessionId(value) !== undefined,
    allowed: "a UUID, or the same as 32 hex digits",
  },
  inheritFrom: {
    allows: (value) => typeof value === "object" && value !== null,
    allowed: "headers, MCP's _meta or an environment",
  },
  inherit: flag,
  captureContent: flag,
  maxAttributeBytes: wholeNumber(256, 16_777_216),
  redact: callback,
  sessionBudgetUsd: {
    allows: (value) => typeof value === "number" && value > 0 && value <= 1_000_000_000,
    allowed: "a number of USD above 0 and up to 1000000000",
  },
  onBudget: callback,
  stopAtBudget: flag,
  skipAutoEndSession: flag,
};

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

/** @returns the rule for a number in these bounds, both included */
export function wholeNumber(min: number, max: number): SessionOptionRule {
  return {
    allows: (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
    allowed: `a whole number from ${min} to ${max}`,
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
