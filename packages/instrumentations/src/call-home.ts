/**
 * Whom model calls belong to, where an instrumentation was told nothing else. `init()` of the package `rootspan` says
 * so: whichever instrumentation then sees a call first, its span is one of the session.
 */
import type { Context, Tracer, TracerProvider } from "@opentelemetry/api";

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

/** Of the home that was asked last: a provider puts a text together to find a tracer, and every call asks for one. */
let lastHome: CallHome | undefined;
const tracers = new Map<string, Tracer>();

/** The tracer that makes the spans of calls; undefined where there is no home. */
export function homeTracer(name: string, version: string): Tracer | undefined {
  const home = callHome();
  // Also where there is none any more: the tracers of one that has closed keep nothing alive.
  if (home !== lastHome) tracers.clear();
  lastHome = home;
  if (home === undefined) return undefined;
  let tracer = tracers.get(name);
  if (tracer === undefined) tracers.set(name, (tracer = home.tracerProvider.getTracer(name, version)));
  return tracer;
}

/** @returns a function that takes it back */
export function setCallHome(home: CallHome): () => void {
  holder[KEY] = home;
  return () => {
    if (holder[KEY] === home) holder[KEY] = undefined;
  };
}
