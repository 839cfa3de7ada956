/**
 * Whom model calls belong to, where an instrumentation was told nothing else. `init()` of the package `rootspan` says
 * so: whichever instrumentation then sees a call first, its span is one of the session.
 */
import type { Context, TracerProvider } from "@opentelemetry/api";

export interface CallHome {
  readonly tracerProvider: TracerProvider;
  /** The context that a new span belongs to. */
  readonly parentContext: () => Context;
}

/** Global, so that it works across copies of this package. */
const KEY = Symbol.for("rootspan.call_home.1");
const holder = globalThis as { [KEY]?: CallHome | undefined };

export function callHome(): CallHome | undefined {
  return holder[KEY];
}

/** @returns a function that takes it back */
export function setCallHome(home: CallHome): () => void {
  holder[KEY] = home;
  return () => {
    if (holder[KEY] === home) holder[KEY] = undefined;
  };
}
