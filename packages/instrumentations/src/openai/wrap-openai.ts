/** Instruments one client instead of the class: for bundles, and wherever module hooks do not reach. */
import { diag, type MeterProvider, trace, type TracerProvider } from "@opentelemetry/api";
import { callHome } from "../call-home.ts";
import { reportFault } from "../fault.ts";
import { type LoggerProviderLike, resolveLogger } from "../logger.ts";
import type { CallObserver } from "../patched-method.ts";
import { type InferenceOptions, resolveMetrics, resolveOptions, type Tracing } from "../tracing.ts";
import { VERSION } from "../version.ts";
import { INSTRUMENTATION_NAME } from "./instrumentation.ts";
import { observeCall } from "./observe-call.ts";
import { patchClient } from "./patch.ts";
import { isSocketEmitter, observeSocket } from "./socket-emitter.ts";

export interface WrapOpenAIOptions extends InferenceOptions {
  /** Default: that of `init()` of `rootspan` while it instruments, else the registered one. */
  readonly tracerProvider?: TracerProvider;
  /** Default: the registered one, also where it is registered later. */
  readonly meterProvider?: MeterProvider;
  /** Default: the registered one, also where it is registered later. */
  readonly loggerProvider?: LoggerProviderLike;
}

/** Clients whose `withOptions` already passes the observer on. */
const wrapped = new WeakSet<object>();

/**
 * Each model call of this client becomes a span; of a WebSocket client each response, and the connection, from the
 * moment that it is given. Returns the very same client; a client wrapped twice, or one of an
 * instrumented class, still gives one span a call. Clients that `client.withOptions()` makes are wrapped too.
 */
export function wrapOpenAI<Client extends object>(client: Client, options: WrapOpenAIOptions = {}): Client {
  try {
    if (wrapped.has(client)) return client;
    const metrics = resolveMetrics(INSTRUMENTATION_NAME, VERSION, () => options.meterProvider);
    const logger = resolveLogger(INSTRUMENTATION_NAME, VERSION, () => options.loggerProvider);
    const resolved = resolveOptions(options);
    const tracing = (): Tracing => {
      const provider = options.tracerProvider ?? callHome()?.tracerProvider ?? trace;
      return { ...resolved, tracer: provider.getTracer(INSTRUMENTATION_NAME, VERSION), metrics, logger };
    };
    if (isSocketEmitter(client)) {
      observeSocket(tracing(), client);
      return client;
    }
    const observer: CallObserver = {
      isEnabled: () => true,
      observe: (id, method, resource, parameters) => observeCall(tracing(), id, method, resource, parameters),
    };
    if (!patchClient(client, observer)) diag.warn("rootspan: wrapOpenAI was given something that is no OpenAI client");
    wrapped.add(client);
    wrapDerivedClients(client, options);
  } catch (fault) {
    reportFault("wrapping an OpenAI client", fault);
  }
  return client;
}

function wrapDerivedClients(client: object, options: WrapOpenAIOptions): void {
  const { withOptions } = client as { readonly withOptions?: unknown };
  if (typeof withOptions !== "function") return;
  Object.defineProperty(client, "withOptions", {
    configurable: true,
    writable: true,
    enumerable: false,
    value: (...parameters: unknown[]): unknown => {
      const derived: unknown = withOptions.apply(client, parameters);
      return typeof derived === "object" && derived !== null ? wrapOpenAI(derived, options) : derived;
    },
  });
}
