/**
 * What one process has once, however many copies of this package it loads: an application may import the ES module
 * while a library requires the CommonJS build.
 */
import type { SessionClient } from "./session-client.ts";
import type { Session } from "./session.ts";

/** Of the root span of a session. */
export interface RootIds {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
}

export interface SharedState {
  /** Set by whoever owns the provider, such as `init()` of the package `rootspan`. */
  client: SessionClient | undefined;
  /** Sessions that have started and not ended, in the order of their start. */
  readonly open: Set<Session>;
  /** Called after each start and each end of a session. */
  readonly watchers: Set<() => void>;
  /** Sessions that say by `run` which code belongs to them. */
  readonly scoped: WeakSet<Session>;
  /** The session that stands for code outside any `run`: see `ambientSession`. */
  initial: Session | undefined;
  /** Set only while the root span of a session is being started: see `root-ids.ts`. */
  rootIds: RootIds | undefined;
  /** Warnings that were given and are not given again. */
  readonly warned: Set<string>;
  /** Faults of ours that were caught before they could reach the host. */
  faults: number;
}

/** The number changes with the shape: copies that do not understand each other stay apart. */
const KEY = Symbol.for("rootspan.sdk.state.1");

export function sharedState(): SharedState {
  const holder = globalThis as { [KEY]?: SharedState };
  return (holder[KEY] ??= {
    client: undefined,
    open: new Set(),
    watchers: new Set(),
    scoped: new WeakSet(),
    initial: undefined,
    rootIds: undefined,
    warned: new Set(),
    faults: 0,
  });
}
