/**
 * Whether what is registered with the OpenTelemetry API reaches this package, and a way to it where it does not.
 *
 * A process may have loaded several copies of `@opentelemetry/api`. They meet in one registry, which has the version of
 * the copy that registered first. A copy of a newer minor version sees nothing of what is in there: it makes no spans,
 * keeps no context, and says nothing.
 */
import {
  context,
  type ContextAPI,
  type ContextManager,
  type DiagLogger,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  trace,
  type TraceAPI,
  type TracerProvider,
} from "@opentelemetry/api";

/** What `@opentelemetry/api` exports, of one of its copies. */
export interface ApiCopy {
  readonly trace: TraceAPI;
  readonly context: ContextAPI;
}

/** The copy that this package has loaded: for who must reach it as well as their own. */
export const loadedApi: ApiCopy = { trace, context };

/** How this package and what the application has registered go together. */
export interface ApiState {
  /** Version of the copy that this package has loaded, without patch: `1.10`. */
  readonly loaded: string;
  /** Version of the copy that registered first: `1.9.1`; undefined as long as nobody has. */
  readonly registered: string | undefined;
  /** What is wrong and what to do about it; undefined when nothing is. */
  readonly problem: string | undefined;
}

interface Registry {
  readonly version: string;
  readonly trace?: TracerProvider | undefined;
  readonly context?: ContextManager | undefined;
  readonly diag?: DiagLogger | undefined;
}

const REGISTRY = Symbol.for("opentelemetry.js.api.1");
const holder = globalThis as { [REGISTRY]?: Registry | undefined };

/** What is registered for a part of the API, by whichever version. */
export function registeredGlobal<Part extends "trace" | "context" | "diag">(part: Part): Registry[Part] {
  return holder[REGISTRY]?.[part];
}

/** How it is now; changes nothing, at any time. */
export function openTelemetryApi(): ApiState {
  const registered = holder[REGISTRY]?.version;
  const loaded = (loadedVersion ??= findLoadedVersion());
  const isOutOfReach = registered !== undefined && !isVisible(registered);
  return { loaded, registered, problem: isOutOfReach ? describeProblem(registered, loaded) : undefined };
}

/**
 * Gives this package's copy of the API the way to what is registered, where its version bars it: tracers, spans and
 * context managers are alike from 1.9 on.
 * @returns the problem, where there is one
 */
export function joinRegistered(): string | undefined {
  const { problem } = openTelemetryApi();
  if (problem === undefined) return undefined;
  const proxy = trace.getTracerProvider() as Partial<ProxyTracerProvider>;
  const registered: (TracerProvider & Partial<ProxyTracerProvider>) | undefined = registeredGlobal("trace");
  // Whoever has told the copy already whom to turn to knows better.
  if (registered !== undefined && proxy.getDelegateTracer?.("rootspan") === undefined) {
    proxy.setDelegate?.(registered.getDelegate?.() ?? registered);
  }
  if (!Object.hasOwn(context, "active")) Object.assign(context, registeredManager);
  return problem;
}

/** Without a registered manager it does what the API does without one. */
const registeredManager: Pick<ContextManager, "active" | "with" | "bind"> = {
  active: () => registeredGlobal("context")?.active() ?? ROOT_CONTEXT,
  with(where, fn, thisArg, ...args) {
    const manager = registeredGlobal("context");
    return manager === undefined ? fn.call(thisArg as never, ...args) : manager.with(where, fn, thisArg, ...args);
  },
  bind(where, target) {
    const manager = registeredGlobal("context");
    return manager === undefined ? target : manager.bind(where, target);
  },
};

function describeProblem(registered: string, loaded: string): string {
  return (
    `two versions of @opentelemetry/api are loaded, and code that uses ${loaded}, as @rootspan/sdk does here, sees ` +
    `nothing of what ${registered} has registered. Sessions have a way around it; spans of other code may be missing. ` +
    "Install one version for all: `npm ls @opentelemetry/api` shows who brings which. " +
    "OpenTelemetry's SDK 2.x goes with 1.9, and SDK 3.x with 1.10"
  );
}

let loadedVersion: string | undefined;
const LAST_MINOR = 99;

/** The API keeps its version to itself, but shows by what it sees which it is: registries of its own minor, and later. */
function findLoadedVersion(): string {
  let minor = 0;
  while (minor < LAST_MINOR && !isVisible(`1.${minor}.0`)) minor += 1;
  return `1.${minor}`;
}

/** Whether the loaded copy sees what a copy of that version has registered. Nobody else runs meanwhile. */
function isVisible(version: string): boolean {
  const before = holder[REGISTRY];
  const probe = new ProxyTracerProvider();
  holder[REGISTRY] = { version, trace: probe };
  try {
    return trace.getTracerProvider() === probe;
  } finally {
    if (before === undefined) delete holder[REGISTRY];
    else holder[REGISTRY] = before;
  }
}
