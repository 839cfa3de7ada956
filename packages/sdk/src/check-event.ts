/** What an event may say. */
import { isSpanContextValid } from "@opentelemetry/api";
import { describeValue } from "./describe-value.ts";
import { RootspanError } from "./errors.ts";
import { log } from "./guard.ts";
import type { ActionEvent, ErrorEvent, LlmEvent, RecordedEvent, SessionEvent, ToolEvent } from "./session-event.ts";

interface FieldRule {
  readonly allows: (value: unknown) => boolean;
  /** Ends the sentence "event.… must be". */
  readonly allowed: string;
  readonly isRequired?: boolean;
}

/** In 1973: smaller numbers are seconds, or count from the start of the process. A Date may be as old as it likes. */
const LEAST_MS = 100_000_000_000;

const anything: FieldRule = { allows: () => true, allowed: "anything" };
const text: FieldRule = {
  allows: (value) => typeof value === "string" && value !== "",
  allowed: "a text that is not empty",
};
const name: FieldRule = { ...text, isRequired: true };
const count: FieldRule = {
  allows: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  allowed: "a whole number from 0 on",
};
const time: FieldRule = {
  allows: (value) =>
    typeof value === "number" ? value >= LEAST_MS && isTime(value) : value instanceof Date && isTime(value.getTime()),
  allowed: `a Date or milliseconds since 1970 (from ${LEAST_MS} on: seconds are too small)`,
};

const ANY_EVENT = { kind: anything, startTime: time, endTime: time, agent: text, agentId: text };

const FIELDS: {
  readonly action: Readonly<Record<keyof ActionEvent, FieldRule>>;
  readonly tool: Readonly<Record<keyof ToolEvent, FieldRule>>;
  readonly llm: Readonly<Record<keyof LlmEvent, FieldRule>>;
  readonly error: Readonly<Record<keyof ErrorEvent, FieldRule>>;
} = {
  action: { ...ANY_EVENT, name, params: anything, returns: anything, logs: anything, screenshot: text },
  tool: { ...ANY_EVENT, name, callId: text, params: anything, returns: anything, logs: anything },
  llm: {
    ...ANY_EVENT,
    model: name,
    provider: text,
    prompt: anything,
    completion: anything,
    inputTokens: count,
    outputTokens: count,
    cacheReadTokens: count,
    cacheWriteTokens: count,
    reasoningTokens: count,
    costUsd: {
      allows: (value) => typeof value === "number" && Number.isFinite(value) && value >= 0,
      allowed: "a number of USD from 0 on",
    },
    conversationId: text,
    params: anything,
    returns: anything,
  },
  error: {
    ...ANY_EVENT,
    error: anything,
    type: text,
    code: { allows: (value) => typeof value === "string" || typeof value === "number", allowed: "a text or a number" },
    details: anything,
    logs: anything,
    trigger: {
      allows: isTrigger,
      allowed: "an event, an open span, or what record() returned",
    },
  },
};

/**
 * Fields that are not known are told, and do no harm.
 * @throws RootspanError `INVALID_EVENT`: all faults of the event at once
 */
export function checkEvent(event: SessionEvent): void {
  const kind = (event as { readonly kind?: unknown } | null | undefined)?.kind;
  if (typeof kind !== "string" || !Object.hasOwn(FIELDS, kind)) {
    throw invalid(`event.kind must be "action", "tool", "llm" or "error", got ${describeValue(kind)}`);
  }
  const given = event as unknown as Readonly<Record<string, unknown>>;
  const rules: Readonly<Record<string, FieldRule>> = FIELDS[kind as SessionEvent["kind"]];
  const faults = Object.entries(rules)
    .filter(([field, rule]) => (given[field] === undefined ? rule.isRequired === true : !rule.allows(given[field])))
    .map(([field, rule]) => `event.${field} must be ${rule.allowed}, got ${describeValue(given[field])}`);
  if (faults.length === 0 && given["startTime"] !== undefined && given["endTime"] !== undefined) {
    if (Number(given["endTime"]) < Number(given["startTime"])) faults.push("event.endTime lies before event.startTime");
  }
  if (faults.length > 0) throw invalid(faults.join("; "));
  const unknown = Object.keys(given).filter((field) => !Object.hasOwn(rules, field));
  if (unknown.length > 0) {
    log.warn(`event of kind "${kind}" has no field ${unknown.join(", ")}; there are ${Object.keys(rules).join(", ")}`);
  }
}

function isTime(ms: number): boolean {
  return Number.isFinite(ms) && ms >= 0 && ms <= 8_640_000_000_000_000;
}

function isTrigger(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if ("spanContext" in value) return typeof value.spanContext === "function";
  if ("spanId" in value) return isSpanContextValid({ traceFlags: 0, ...(value as RecordedEvent) });
  return "kind" in value && value.kind !== "error";
}

function invalid(message: string): RootspanError {
  return new RootspanError("INVALID_EVENT", message);
}
