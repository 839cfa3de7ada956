/** Which session a piece of code belongs to. */
import { type Context, context, createContextKey, trace } from "@opentelemetry/api";
import type { Session } from "./session.ts";
import { sharedState } from "./shared-state.ts";

// createContextKey makes keys with Symbol.for, so copies of this package share them.
const SESSION = createContextKey("rootspan.session");
const ROOT_IDS = createContextKey("rootspan.root_ids");

/** Ids that the root span of a session should get from the provider's id generator. */
export interface RootIds {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
}

export function sessionIn(where: Context): Session | undefined {
  return where.getValue(SESSION) as Session | undefined;
}

export function withSession(where: Context, session: Session): Context {
  return where.setValue(SESSION, session);
}

export function withRootIds(where: Context, ids: RootIds): Context {
  return where.setValue(ROOT_IDS, ids);
}

/** Set only while the root span of a session is being started. */
export function rootIdsIn(where: Context): RootIds | undefined {
  return where.getValue(ROOT_IDS) as RootIds | undefined;
}

/**
 * The session of code outside any `run`: the one that `init` started, while it is open; else the only open one.
 * With several open and none of them initial there is no telling, so there is none.
 */
function ambientSession(): Session | undefined {
  const { initial, open } = sharedState();
  if (initial !== undefined && open.has(initial)) return initial;
  if (open.size !== 1) return undefined;
  const [only] = open;
  return only;
}

/** The active session: that of the enclosing `run`, else the ambient one. */
export function currentSession(): Session | undefined {
  return sessionIn(context.active()) ?? ambientSession();
}

/** The context, inside the ambient session if it is inside none: new spans then become children of its root. */
export function withAmbientSession(where: Context): Context {
  if (sessionIn(where) !== undefined) return where;
  const session = ambientSession();
  return session === undefined ? where : contextOf(session, where);
}

/** The context in which code of a session runs: its root is the active span. */
export function contextOf(session: Session, where: Context): Context {
  return trace.setSpan(withSession(where, session), session.rootSpan);
}
