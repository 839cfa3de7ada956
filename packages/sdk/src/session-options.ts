/** What can be said of one session, and for all sessions of a process as the options of `init`. */
import { parseSessionId } from "@rootspan/model";
import type { Redact } from "@rootspan/model/content";
import type { Carrier } from "./inheritance.ts";
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
