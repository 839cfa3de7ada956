/**
 * The fold from spans to a session: the only place that decides a session's state, counts, tokens and cost.
 *
 * A tally is a commutative monoid over spans: `add` in any order and `merge` in any grouping give the same tally.
 * It does not know which spans it has seen, so each span must be added once. See docs/adr/0004.
 */
import { GEN_AI_AGENT_NAME, GEN_AI_PROVIDER_NAME, ROOTSPAN_ERROR_COUNTED, SERVICE_NAME } from "./attributes.ts";
import { addCalls, type CallTally, NO_CALLS } from "./call-tally.ts";
import { EVENT_KINDS, type EventKind, isEventKind, kindOf, type SessionSpanKind } from "./event-kind.ts";
import { addToGroups, type Groups, mergeGroups, OTHERS, toGroupName } from "./groups.ts";
import { type ModelCall, modelCallOf } from "./model-call.ts";
import type { PriceBook } from "./price.ts";
import { factsOf, mergeFacts, NO_FACTS, type SessionFacts } from "./session-facts.ts";
import { type Attributes, type FoldableSpan, StatusCode, stringAttribute } from "./span-record.ts";

export type KindCounts = Readonly<Record<EventKind, number>>;

export interface SessionTally {
  /** All spans, also those that are no events. */
  readonly spans: number;
  /** Spans of each event kind. */
  readonly counts: KindCounts;
  /** Failures, each once. */
  readonly errors: number;
  readonly calls: CallTally;
  /** Model calls by provider and model: see `fromModelKey`. */
  readonly models: Groups<CallTally>;
  /** Model calls by the name of the agent that made them. */
  readonly agents: Groups<CallTally>;
  /** Spans by the `service.name` of their resource. */
  readonly services: Groups<number>;
  readonly firstUnixNano: bigint | undefined;
  readonly lastUnixNano: bigint | undefined;
  readonly facts: SessionFacts;
}

/** In no name: U+0000 to U+001F are not printable. */
const KEY_SEPARATOR = "\u001f";

/** How groups that are not kept apart are shown. */
export const OTHERS_LABEL = "(others)";

const NO_COUNTS = Object.fromEntries(EVENT_KINDS.map((kind) => [kind, 0])) as KindCounts;

export const EMPTY_TALLY: SessionTally = {
  spans: 0,
  counts: NO_COUNTS,
  errors: 0,
  calls: NO_CALLS,
  models: [],
  agents: [],
  services: [],
  firstUnixNano: undefined,
  lastUnixNano: undefined,
  facts: NO_FACTS,
};

/** Kinds whose ERROR status is a failure of their own; in the others it is the failure of something inside. */
const FAILING_KINDS: ReadonlySet<SessionSpanKind> = new Set(["llm", "tool", "action", "embedding", "retrieval"]);

/**
 * The tally with one more span. `prices` is asked for what a call cost where the span does not say.
 * @param call what `modelCallOf` says of the span, for who knows it already
 */
export function addSpan(
  tally: SessionTally,
  span: FoldableSpan,
  prices?: PriceBook,
  call: ModelCall | undefined = modelCallOf(span, prices),
): SessionTally {
  const kind = kindOf(span.attributes);
  const service = stringAttribute(span.resource, SERVICE_NAME);
  const agent = call === undefined ? undefined : stringAttribute(span.attributes, GEN_AI_AGENT_NAME);
  return {
    spans: tally.spans + 1,
    counts: isEventKind(kind) ? { ...tally.counts, [kind]: tally.counts[kind] + 1 } : tally.counts,
    errors: tally.errors + (isFailure(kind, span) ? 1 : 0),
    services: service === undefined ? tally.services : addToGroups(tally.services, toGroupName(service), 1, add),
    firstUnixNano: earlier(tally.firstUnixNano, span.startTimeUnixNano),
    lastUnixNano: later(tally.lastUnixNano, span.endTimeUnixNano),
    facts: mergeFacts(tally.facts, factsOf(span)),
    calls: call === undefined ? tally.calls : addCalls(tally.calls, call.tally),
    models: call === undefined ? tally.models : addToGroups(tally.models, modelKeyOf(span, call), call.tally, addCalls),
    agents:
      call === undefined || agent === undefined
        ? tally.agents
        : addToGroups(tally.agents, call.agent, call.tally, addCalls),
  };
}

/** The tally of the spans of both. */
export function mergeTallies(a: SessionTally, b: SessionTally): SessionTally {
  return {
    spans: a.spans + b.spans,
    counts: Object.fromEntries(EVENT_KINDS.map((kind) => [kind, a.counts[kind] + b.counts[kind]])) as KindCounts,
    errors: a.errors + b.errors,
    calls: addCalls(a.calls, b.calls),
    models: mergeGroups(a.models, b.models, addCalls),
    agents: mergeGroups(a.agents, b.agents, addCalls),
    services: mergeGroups(a.services, b.services, add),
    firstUnixNano: earlier(a.firstUnixNano, b.firstUnixNano),
    lastUnixNano: later(a.lastUnixNano, b.lastUnixNano),
    facts: mergeFacts(a.facts, b.facts),
  };
}

/** A failed event, or an error event; but not where another span stands for the same failure. */
function isFailure(kind: SessionSpanKind, span: FoldableSpan): boolean {
  const counted = span.attributes[ROOTSPAN_ERROR_COUNTED];
  if (counted === true) return false;
  return kind === "error" || (span.status.code === StatusCode.error && (counted === false || FAILING_KINDS.has(kind)));
}

/** Whether a span of these attributes counts as a failure where its status is ERROR. */
export function canFail(attributes: Attributes): boolean {
  return FAILING_KINDS.has(kindOf(attributes));
}

/** Provider and model, as the answer spelled it, else the request; either is empty where it is not known. */
function modelKeyOf({ attributes }: FoldableSpan, { model }: ModelCall): string {
  const provider = toGroupName(stringAttribute(attributes, GEN_AI_PROVIDER_NAME) ?? "");
  return `${provider}${KEY_SEPARATOR}${model}`;
}

/** The provider and the model that a key of `models` stands for. */
export function fromModelKey(name: string): { readonly provider: string; readonly model: string } {
  if (name === OTHERS) return { provider: "", model: OTHERS_LABEL };
  const [provider = "", model = ""] = name.split(KEY_SEPARATOR);
  return { provider, model };
}

function add(a: number, b: number): number {
  return a + b;
}

function earlier(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

function later(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}
