/**
 * Lets code that uses the OpenTelemetry API make spans here for as long as the application registers nothing itself.
 *
 * Nothing is registered for it. The first registration in a process sets the version of the API for all of them: a copy
 * of any other version is refused its own, and a newer one sees nothing of what an older one has registered. So each
 * copy of the API that can be reached is told whom to turn to meanwhile, and finds every later registration as if we
 * were not there.
 */
import {
  type Context,
  context,
  type ContextAPI,
  type ContextManager,
  type ProxyTracerProvider,
  type Span,
  type SpanOptions,
  type TraceAPI,
  type Tracer,
  type TracerOptions,
  type TracerProvider,
} from "@opentelemetry/api";
import { type ApiCopy, guard, registeredGlobal } from "@rootspan/sdk";
import { isWanted, noopTracer } from "./outside-sessions.ts";
import { SessionContextManager } from "./session-context-manager.ts";

export interface GlobalApi {
  /** Makes the copy turn here. A copy that it was called for before stays as it is. */
  readonly offerTo: (copy: ApiCopy) => void;
  /** Takes everything back. Tracers that were given out go on with what the application has registered, if anything. */
  readonly close: () => void;
}

/** @param provider makes the spans */
export function openGlobalApi(provider: TracerProvider): GlobalApi {
  const manager = new SessionContextManager();
  const taken = new Map<ContextAPI, () => void>();
  return {
    offerTo({ trace, context }) {
      if (taken.has(context)) return;
      guard("offering the tracer provider", () => {
        const undo = [offerProvider(trace, provider), offerContextManager(context, manager)];
        taken.set(context, () => undo.forEach((step) => step()));
      });
    },
    close() {
      for (const undo of taken.values()) guard("withdrawing the tracer provider", undo);
      taken.clear();
      manager.disable();
    },
  };
}

/** Only the copy's proxy is pointed at ours: a registration points it elsewhere, and succeeds. */
function offerProvider(trace: TraceAPI, provider: TracerProvider): () => void {
  const proxy = trace.getTracerProvider();
  if (!isProxy(proxy) || proxy === registeredGlobal("trace") || proxy.getDelegateTracer("rootspan") !== undefined) {
    return () => {};
  }
  const offered = new OfferedProvider(provider, proxy);
  proxy.setDelegate(offered);
  return () => offered.withdraw();
}

function isProxy(provider: TracerProvider): provider is ProxyTracerProvider {
  return "setDelegate" in provider && "getDelegateTracer" in provider;
}

/** Stands in for the provider that the application may yet register. */
class OfferedProvider implements TracerProvider {
  readonly #provider: TracerProvider;
  readonly #proxy: ProxyTracerProvider;
  #isWithdrawn = false;

  constructor(provider: TracerProvider, proxy: ProxyTracerProvider) {
    this.#provider = provider;
    this.#proxy = proxy;
  }

  getTracer(name: string, version?: string, options?: TracerOptions): Tracer {
    const ours = this.#provider.getTracer(name, version, options);
    return new OfferedTracer(ours, () => this.#successor()?.getTracer(name, version, options));
  }

  withdraw(): void {
    this.#isWithdrawn = true;
    // A proxy has no delegate at first; with any other value it would give out tracers that nothing replaces.
    if (this.#proxy.getDelegate() === this) this.#proxy.setDelegate(undefined as unknown as TracerProvider);
  }

  /** Undefined as long as ours makes the spans. */
  #successor(): TracerProvider | undefined {
    return registeredGlobal("trace") ?? (this.#isWithdrawn ? this.#proxy : undefined);
  }
}

/**
 * A tracer that the application keeps may be older than its provider. The API's own tracers change over to that with
 * the first span after the registration, and so does this one.
 */
class OfferedTracer implements Tracer {
  #tracer: Tracer;
  #succeed: (() => Tracer | undefined) | undefined;

  constructor(ours: Tracer, succeed: () => Tracer | undefined) {
    this.#tracer = ours;
    this.#succeed = succeed;
  }

  startSpan(name: string, options?: SpanOptions, where?: Context): Span {
    return this.#tracerFor(options, where).startSpan(name, options, where);
  }

  startActiveSpan(...parameters: unknown[]): never {
    const [, options, where] = parameters.slice(0, -1) as [string, SpanOptions?, Context?];
    const tracer = this.#tracerFor(options, where) as unknown as { startActiveSpan(...all: unknown[]): never };
    return tracer.startActiveSpan(...parameters);
  }

  #tracerFor(options: SpanOptions | undefined, where: Context | undefined): Tracer {
    const current = this.#current();
    const isOurs = this.#succeed !== undefined;
    return isOurs && !isWanted(where ?? context.active(), options ?? {}) ? noopTracer : current;
  }

  #current(): Tracer {
    const successor = this.#succeed?.();
    if (successor !== undefined) {
      this.#tracer = successor;
      this.#succeed = undefined;
    }
    return this.#tracer;
  }
}

/** Whoever registers a manager later is asked from then on. */
function offerContextManager(context: ContextAPI, manager: SessionContextManager): () => void {
  const current = (): ContextManager => registeredGlobal("context") ?? manager;
  const undo = [
    replace(context, "active", () => {
      const theirs = registeredGlobal("context");
      if (theirs !== undefined) return manager.carryInto(theirs.active());
      // A provider of the application's has its own roots: its spans join a session by `run` only.
      return registeredGlobal("trace") === undefined ? manager.active() : manager.entered();
    }),
    replace(context, "with", (where, fn, thisArg, ...args) => {
      const theirs = registeredGlobal("context");
      if (theirs === undefined) return manager.with(where, fn, thisArg, ...args);
      // Instrumentations take code back to where it was before, such as all that comes after a middleware: by means of
      // their manager, which cannot tell a session that the middleware has put it into.
      return manager.with(where, () => theirs.with(where, fn, thisArg, ...args));
    }),
    replace(context, "bind", (where, target) => current().bind(where, target)),
  ];
  return () => undo.forEach((step) => step());
}

/** Replaces a method of one object. @returns a function that undoes it, unless somebody else has replaced it since */
function replace<Name extends "active" | "with" | "bind">(
  context: ContextAPI,
  name: Name,
  method: ContextAPI[Name],
): () => void {
  const before = Object.getOwnPropertyDescriptor(context, name);
  Object.defineProperty(context, name, { value: method, configurable: true, enumerable: false, writable: true });
  return () => {
    if (context[name] !== method) return;
    if (before === undefined) delete (context as Partial<ContextAPI>)[name];
    else Object.defineProperty(context, name, before);
  };
}
