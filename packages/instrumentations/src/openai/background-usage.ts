/**
 * Whose usage a fetched response tells. A response that is made in the background is asked for by one call, which ends
 * before anything is used, and fetched by others, each of which tells all that was used: it must count once.
 * See docs/adr/0014.
 */
import type { Attributes, SpanContext } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";

/** The call that asked for a response whose usage has not been told yet, or `counted` once it has. */
type Account = SpanContext | "counted";

/** By the response's id, the oldest first. Background responses alone; those that nobody fetches are forgotten. */
const accounts = new Map<string, Account>();
const MAX_ACCOUNTS = 1_000;

const USAGE = /^(gen_ai|rootspan)\.usage\./;

/** For tests of what is kept. */
export function countAccounts(): number {
  return accounts.size;
}

/** Of the call that asks for a response: its usage is its own, but another call may tell it. */
export function noteUsage(attributes: Attributes, span: SpanContext): Attributes {
  const id = attributes[key.GEN_AI_RESPONSE_ID];
  if (attributes[key.ROOTSPAN_RESPONSE_BACKGROUND] === true && typeof id === "string") {
    remember(id, hasUsage(attributes) ? "counted" : span);
  }
  return attributes;
}

/** Of a call that fetches: what it tells of usage counts where none has told it before. */
export function settleUsage(attributes: Attributes, span: SpanContext): Attributes {
  const id = attributes[key.GEN_AI_RESPONSE_ID];
  if (!hasUsage(attributes) || typeof id !== "string") return attributes;
  const account = accounts.get(id);
  if (account === "counted") return withoutUsage(attributes);
  remember(id, "counted");
  // A process that has only heard of the response, or another session: the call that asked for it is not in this trace.
  if (account === undefined || account.traceId !== span.traceId) return attributes;
  return { ...attributes, [key.ROOTSPAN_USAGE_OF_SPAN_ID]: account.spanId };
}

function remember(id: string, account: Account): void {
  accounts.delete(id);
  accounts.set(id, account);
  if (accounts.size <= MAX_ACCOUNTS) return;
  const [oldest] = accounts.keys();
  if (oldest !== undefined) accounts.delete(oldest);
}

function hasUsage(attributes: Attributes): boolean {
  return key.GEN_AI_USAGE_INPUT_TOKENS in attributes || key.GEN_AI_USAGE_OUTPUT_TOKENS in attributes;
}

export function withoutUsage(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !USAGE.test(name)));
}
