/** Which session a piece of code belongs to. */
import { type Context, context, createContextKey, ROOT_CONTEXT, trace, TraceFlags } from "@opentelemetry/api";
import type { Session } from "./session.ts";
import { sharedState } from "./shared-state.ts";

// createContextKey makes its keys with Symbol.for, so copies of this package share them. Instrumentations know this one:
// they ask the session in a context for its `callContent` and `refusal`, and tell it what they have `missed`.
const SESSION = createContextKey("rootspan.session");

const AGENT = createContextKey("rootspan.agent");

/** Who acts in a piece of code. */
export interface Agent {
  readonly name: string;
  readonly id: string | undefined;
}

export function agentIn(where: Context): Agent | undefined {
  return where.getValue(AGENT) as Agent | undefined;
}

export function withAgentIn(where: Context, agent: Agent): Context {
  return where.setValue(AGENT, agent);
}

export function sessionIn(where: Context): Session | undefined {
  return where.getValue(SESSION) as Session | undefined;
}

export function withSession(where: Context, session: Session): Context {
  return where.setValue(SESSION, session);
}

/**
 * The session of code outside any `run`: the one that `init` started, while it is open; else the only open one, unless
 * it has said by a `run` which code belongs to it. With several open there is no telling, so there is none.
 */
function ambientSession(): Session | undefined {
  const { initial, open, scoped } = sharedState();
  if (initial !== undefined && open.has(initial)) return initial;
  const [only] = open;
  return open.size !== 1 || only === undefined || scoped.has(only) ? undefined : only;
}

/** The active session: that of the enclosing `run`, else the ambient one. */
export function currentSession(): Session | undefined {
  return sessionIn(context.active()) ?? ambientSession();
}

/**
 * The context, inside the ambient session if it is inside none: new spans become children of its root, or of the
 * active span where that is in the session's trace already.
 */
export function withAmbientSession(where: Context): Context {
  const session = sessionIn(where) ?? ambientSession();
  return session === undefined ? where : contextWithin(session, where);
}

/**
 * The context, inside the session: below the active span where that is in the session's trace, else below the root.
 * A span that a sampler has dropped is at no receiver: what is below it would hang in the air.
 */
export function contextWithin(session: Session, where: Context): Context {
  const active = trace.getSpanContext(where);
  const isInTrace = active?.traceId === session.rootSpan.spanContext().traceId;
  if (!isInTrace || (active.traceFlags & TraceFlags.SAMPLED) === 0) return contextOf(session, where);
  return sessionIn(where) === session ? where : withSession(where, session);
}

/** Code outside everything asks for its session's context at every turn, and always for the same one. */
const outermost = new WeakMap<Session, Context>();

/** The context in which code of a session runs: its root is the active span. */
export function contextOf(session: Session, where: Context): Context {
  if (where !== ROOT_CONTEXT) return inside(session, where);
  let known = outermost.get(session);
  if (known === undefined) outermost.set(session, (known = inside(session, where)));
  return known;
}

function inside(session: Session, where: Context): Context {
  return trace.setSpan(withSession(where, session), session.rootSpan);
}
