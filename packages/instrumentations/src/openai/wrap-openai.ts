/** Instruments one client instead of the class: for bundles, and wherever module hooks do not reach. */
import { diag } from "@opentelemetry/api";
import { reportFault } from "../fault.ts";
import { type ProviderOptions, resolveProviders } from "../given-providers.ts";
import type { CallObserver } from "../patched-method.ts";
import { INSTRUMENTATION_NAME } from "./instrumentation.ts";
import { observeCall } from "./observe-call.ts";
import { patchClient } from "./patch.ts";
import { isSocketEmitter, observeSocket } from "./socket-emitter.ts";

export type WrapOpenAIOptions = ProviderOptions;

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
    const tracing = resolveProviders(INSTRUMENTATION_NAME, options);
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
