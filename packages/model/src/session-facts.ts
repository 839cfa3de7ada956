/** What a session says of itself: on its root, and in markers while the root is open. */
import {
  ROOTSPAN_KIND,
  ROOTSPAN_SESSION_END_STATE,
  ROOTSPAN_SESSION_END_STATE_REASON,
  ROOTSPAN_SESSION_HOST_ENVIRONMENT,
  ROOTSPAN_SESSION_NAME,
  ROOTSPAN_SESSION_OWNER,
  ROOTSPAN_SESSION_TAGS,
  ROOTSPAN_SESSION_VIDEO,
  SESSION_ID,
} from "./attributes.ts";
import {
  MAX_ADDRESS_LENGTH,
  MAX_HOST_ENVIRONMENT_LENGTH,
  MAX_NAME_LENGTH,
  MAX_REASON_LENGTH,
  MAX_TAGS,
  shorten,
} from "./bounds.ts";
import { parseSessionId, toSessionId } from "./session-id.ts";
import { type EndState, parseEndState } from "./end-state.ts";
import {
  type Attributes,
  type FoldableSpan,
  StatusCode,
  stringArrayAttribute,
  stringAttribute,
} from "./span-record.ts";

/** A value with the moment and the span that said it; of two, the one of the higher rank counts, then the later. */
export interface Said<T> {
  readonly value: T;
  /** 1: the owner of the session, or another emitter; 0: a part of it, whose clock may be another one too. */
  readonly rank: number;
  readonly atUnixNano: bigint;
  readonly spanId: string;
}

/** The end of a session: of several candidates the one of the highest rank counts, then the earliest. */
export interface SessionEnd {
  /** 2: the owner's root; 1: a trace's root made by something else. */
  readonly rank: number;
  readonly spanId: string;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly state: EndState;
  readonly reason: string | undefined;
}

export interface SessionFacts {
  readonly end: SessionEnd | undefined;
  readonly name: Said<string> | undefined;
  readonly tags: Said<readonly string[]> | undefined;
  /** All that parts of the session have said, sorted: they do not know the tags of each other, nor the owner's. */
  readonly partTags: readonly string[];
  readonly video: Said<string> | undefined;
  /** JSON text. */
  readonly hostEnvironment: Said<string> | undefined;
}

export const NO_FACTS: SessionFacts = {
  end: undefined,
  name: undefined,
  tags: undefined,
  partTags: [],
  video: undefined,
  hostEnvironment: undefined,
};

export function factsOf(span: FoldableSpan): SessionFacts {
  const { attributes } = span;
  const kind = attributes[ROOTSPAN_KIND];
  const isPart = attributes[ROOTSPAN_SESSION_OWNER] === false;
  const rank = isPart ? 0 : 1;
  const said = <T>(value: T | undefined): Said<T> | undefined =>
    value === undefined ? undefined : { value, rank, atUnixNano: span.endTimeUnixNano, spanId: span.spanId };
  const tags = tagsOf(attributes);
  const name = shortened(attributes, ROOTSPAN_SESSION_NAME, MAX_NAME_LENGTH);
  if (kind !== "session" && kind !== "marker") {
    const isEnd = span.parentSpanId === undefined && isWholeSession(span);
    if (!isEnd && tags === undefined && name === undefined) return NO_FACTS;
    // Emitters without a span for the session tell of it on any span.
    return {
      ...NO_FACTS,
      end: isEnd ? foreignEnd(span) : undefined,
      name: said(name ?? (isEnd ? shorten(span.name, MAX_NAME_LENGTH) : undefined)),
      partTags: tags === undefined ? [] : union(tags, []),
    };
  }
  return {
    end: kind === "session" && !isPart ? ownEnd(span) : undefined,
    name: said(name),
    tags: isPart ? undefined : said(tags),
    partTags: isPart && tags !== undefined ? union(tags, []) : [],
    video: said(shortened(attributes, ROOTSPAN_SESSION_VIDEO, MAX_ADDRESS_LENGTH)),
    hostEnvironment: said(hostEnvironmentOf(attributes)),
  };
}

/** Commutative and associative: the choice between two values depends on nothing but the values. */
export function mergeFacts(a: SessionFacts, b: SessionFacts): SessionFacts {
  // Most spans say nothing of the session.
  if (b === NO_FACTS) return a;
  return {
    end: firstEnd(a.end, b.end),
    name: lastSaid(a.name, b.name),
    tags: lastSaid(a.tags, b.tags),
    partTags: b.partTags.length === 0 ? a.partTags : union(a.partTags, b.partTags),
    video: lastSaid(a.video, b.video),
    hostEnvironment: lastSaid(a.hostEnvironment, b.hostEnvironment),
  };
}

function shortened(attributes: Attributes, name: string, maxLength: number): string | undefined {
  const text = stringAttribute(attributes, name);
  return text === undefined ? undefined : shorten(text, maxLength);
}

function tagsOf(attributes: Attributes): readonly string[] | undefined {
  const tags = stringArrayAttribute(attributes, ROOTSPAN_SESSION_TAGS);
  return tags?.slice(0, MAX_TAGS).map((tag) => shorten(tag, MAX_NAME_LENGTH));
}

/** JSON that was cut would be none. */
function hostEnvironmentOf(attributes: Attributes): string | undefined {
  const json = stringAttribute(attributes, ROOTSPAN_SESSION_HOST_ENVIRONMENT);
  return json === undefined || json.length > MAX_HOST_ENVIRONMENT_LENGTH ? undefined : json;
}

function ownEnd(span: FoldableSpan): SessionEnd {
  const reason = stringAttribute(span.attributes, ROOTSPAN_SESSION_END_STATE_REASON);
  return toEnd(span, 2, parseEndState(span.attributes[ROOTSPAN_SESSION_END_STATE]), reason);
}

/** Whether the span's trace is its session; where a session has traces within it, none of them is its end. */
function isWholeSession({ attributes, traceId }: FoldableSpan): boolean {
  const sessionId = attributes[SESSION_ID];
  return sessionId === undefined || parseSessionId(sessionId) === toSessionId(traceId);
}

/** A trace of another emitter ends with its root; its status is all that it says about the outcome. */
function foreignEnd(span: FoldableSpan): SessionEnd {
  return toEnd(span, 1, undefined, span.status.message);
}

function toEnd(span: FoldableSpan, rank: number, said: EndState | undefined, reason: string | undefined): SessionEnd {
  return {
    rank,
    spanId: span.spanId,
    startTimeUnixNano: span.startTimeUnixNano,
    endTimeUnixNano: span.endTimeUnixNano,
    state: said ?? stateOfStatus(span.status.code),
    reason: reason === undefined || reason === "" ? undefined : shorten(reason, MAX_REASON_LENGTH),
  };
}

function stateOfStatus(code: number): EndState {
  if (code === StatusCode.ok) return "Success";
  return code === StatusCode.error ? "Failure" : "Indeterminate";
}

function firstEnd(a: SessionEnd | undefined, b: SessionEnd | undefined): SessionEnd | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.rank !== b.rank) return a.rank > b.rank ? a : b;
  if (a.startTimeUnixNano !== b.startTimeUnixNano) return a.startTimeUnixNano < b.startTimeUnixNano ? a : b;
  return a.spanId <= b.spanId ? a : b;
}

function lastSaid<T>(a: Said<T> | undefined, b: Said<T> | undefined): Said<T> | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.rank !== b.rank) return a.rank > b.rank ? a : b;
  if (a.atUnixNano !== b.atUnixNano) return a.atUnixNano > b.atUnixNano ? a : b;
  return a.spanId >= b.spanId ? a : b;
}

/** Of too many the first by the alphabet, so that their order of arrival decides nothing. */
function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])].toSorted().slice(0, MAX_TAGS);
}
