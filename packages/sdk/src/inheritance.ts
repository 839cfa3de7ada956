/**
 * How a session reaches another process: W3C trace context and baggage, in HTTP headers or in the environment; or the
 * session's id alone.
 */
import { type Context, createTraceState, ROOT_CONTEXT, type SpanContext, trace } from "@opentelemetry/api";
import { parseSessionId, toRootSpanId, toTraceId } from "@rootspan/model";
import { SESSION_ID } from "@rootspan/model/attributes";

/** What a process was given of a session that another one has started. */
export interface Inheritance {
  readonly sessionId: string;
  /** What this process's part of the session is a child of. */
  readonly parent: SpanContext;
}

/**
 * What brings a session: the headers of a request, as Node.js has them, as `Headers` or as a `Map`; `_meta` of an MCP
 * request; a process's environment. Names are in any letter case, and several values are a list.
 */
export type Carrier = Readonly<Record<string, unknown>> | Iterable<readonly [name: string, value: unknown]>;

/** https://www.w3.org/TR/trace-context/: version, trace id, parent id, flags; versions after 00 may have more. */
const TRACEPARENT = /^(?!ff|00.{53}-)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:$|-)/;

/** Who hands a session on records it, whatever the span says that was active there: another provider made that one. */
const SAMPLED = 1;

/** From a session's id alone: its root has the span id that follows from it, where a provider of ours made it. */
export function inheritById(sessionId: string): Inheritance {
  return { sessionId, parent: remote(toTraceId(sessionId), toRootSpanId(sessionId), undefined) };
}

/**
 * The session that headers or an environment tell of; undefined where they tell of none.
 * @param warn told what is wrong with them
 */
export function inheritFrom(carrier: Carrier, warn: (fault: string) => void): Inheritance | undefined {
  const { baggage, traceparent, tracestate } = readFields(carrier, warn);
  const said = sessionIdIn(baggage);
  if (said === undefined) return undefined;
  const sessionId = parseSessionId(said);
  if (sessionId === undefined) {
    warn(`baggage says ${SESSION_ID}=${JSON.stringify(said.slice(0, 100))}, which is no UUID: no session is inherited`);
    return undefined;
  }
  const match = traceparent === undefined ? null : TRACEPARENT.exec(traceparent);
  if (match !== null) return { sessionId, parent: remote(match[1]!, match[2]!, tracestate) };
  if (traceparent !== undefined) {
    warn(`traceparent ${JSON.stringify(traceparent.slice(0, 100))} is malformed: the session's root is the parent`);
  }
  return inheritById(sessionId);
}

/** Headers that hand a session on, with a span of it as the parent. */
export function toHeaders(sessionId: string, parent: SpanContext): Record<string, string> {
  const flags = parent.traceFlags.toString(16).padStart(2, "0");
  const traceState = parent.traceState?.serialize();
  return {
    traceparent: `00-${parent.traceId}-${parent.spanId}-${flags}`,
    ...(traceState !== undefined && traceState !== "" && { tracestate: traceState }),
    baggage: `${SESSION_ID}=${sessionId}`,
  };
}

/** The environment for a child process, as OpenTelemetry's specification names the variables. */
export function toChildEnv(
  env: Readonly<Record<string, string | undefined>>,
  headers: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  // What this process was given itself is not for its children.
  const { TRACEPARENT: _parent, TRACESTATE: _state, BAGGAGE: _baggage, ...others } = env;
  const own = Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value] as const);
  return { ...others, ...Object.fromEntries(own) };
}

export function contextOfParent(parent: SpanContext): Context {
  return trace.setSpanContext(ROOT_CONTEXT, parent);
}

function remote(traceId: string, spanId: string, traceState: string | undefined): SpanContext {
  return {
    traceId,
    spanId,
    traceFlags: SAMPLED,
    isRemote: true,
    ...(traceState !== undefined && { traceState: createTraceState(traceState) }),
  };
}

type Fields = Partial<Record<"traceparent" | "tracestate" | "baggage", string | undefined>>;

function readFields(carrier: Carrier, warn: (fault: string) => void): Fields {
  try {
    const entries = entriesOf(carrier);
    return {
      traceparent: read(entries, "traceparent"),
      tracestate: read(entries, "tracestate"),
      baggage: read(entries, "baggage"),
    };
  } catch {
    warn("what shall bring a session cannot be read: no session is inherited");
    return {};
  }
}

function read(entries: readonly (readonly [unknown, unknown])[], name: string): string | undefined {
  const values = entries.flatMap(([key, value]) =>
    typeof key === "string" && key.toLowerCase() === name ? [value].flat() : [],
  );
  const texts = values.filter((value) => typeof value === "string");
  return texts.join(",").trim() || undefined;
}

function entriesOf(carrier: Carrier): readonly (readonly [unknown, unknown])[] {
  return Symbol.iterator in carrier ? [...(carrier as Iterable<readonly [string, unknown]>)] : Object.entries(carrier);
}

/** What baggage says of a session. https://www.w3.org/TR/baggage/: `key=value;property,key=value`, values percent-encoded. */
export function sessionIdIn(baggage: string | undefined): string | undefined {
  for (const member of baggage?.split(",") ?? []) {
    const [pair = ""] = member.split(";");
    const position = pair.indexOf("=");
    if (position > 0 && pair.slice(0, position).trim() === SESSION_ID) return decode(pair.slice(position + 1).trim());
  }
  return undefined;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
