/** Makes the library's call, once, with a span around it and, where there is a meter, a clock beside it. */
import { context } from "@opentelemetry/api";
import { reportFault } from "../fault.ts";
import type { InferenceCall } from "../inference-call.ts";
import { isInferenceOwned } from "../inference-owned.ts";
import { objectOf } from "../json-value.ts";
import type { Method } from "../patched-method.ts";
import { sessionRulesIn } from "../session-rules.ts";
import { isTracingSuppressed } from "../suppressed-tracing.ts";
import type { Tracing } from "../tracing.ts";
import { ATTEMPT_ID, noteAttempt } from "./attempts.ts";
import { isApiPromise, toProperty } from "./library.ts";
import { rejectedPromise } from "./rejected-promise.ts";
import { surfaceOf, toolTracingOf } from "./methods.ts";
import { openCall } from "./open-call.ts";
import { tapPromise } from "./tap-promise.ts";
import type { withTracedTools } from "./traced-tools.ts";

/** Returns what `method` returns, throws what it throws; unless the call is refused, which rejects it. */
export function observeCall(
  tracing: Tracing,
  id: string,
  method: Method,
  resource: object,
  parameters: unknown[],
): unknown {
  if (id === ATTEMPT_ID) {
    noteAttempt(parameters[0]);
    return method.apply(resource, parameters);
  }
  const traceTools = toolTracingOf(id);
  if (traceTools !== undefined) return method.apply(resource, tracedTools(traceTools, tracing, parameters));
  const call = start(tracing, id, resource, parameters);
  if (call === undefined) return method.apply(resource, parameters);
  const refusal = refusalOf(id, call);
  if (refusal !== undefined) {
    call.fail(refusal);
    return rejectedPromise(refusal);
  }
  const sent = tracing.requestStreamUsage ? withUsageAsked(id, parameters, call) : parameters;
  let result: unknown;
  try {
    result = context.with(call.context, method, resource, ...sent);
  } catch (error) {
    call.fail(error);
    throw error;
  }
  if (call.isObserved) tap(result, call);
  return result;
}

/** The helper's model calls are observed by themselves. */
function tracedTools(trace: typeof withTracedTools, tracing: Tracing, parameters: unknown[]): unknown[] {
  try {
    return trace(tracing, parameters);
  } catch (fault) {
    reportFault("tracing tools", fault);
    return parameters;
  }
}

/** Undefined when the call needs no span, or when starting one failed. */
function start(
  tracing: Tracing,
  id: string,
  resource: object,
  parameters: readonly unknown[],
): InferenceCall | undefined {
  const surface = surfaceOf(id);
  if (surface === undefined) return undefined;
  try {
    const active = context.active();
    if (isTracingSuppressed(active) || isInferenceOwned(active, resource)) return undefined;
    return openCall(tracing, {
      surface,
      name: surface.operation ?? id.split(".").map(toProperty).join("."),
      request: surface.toRequest?.(parameters) ?? objectOf(parameters[0]) ?? {},
      client: (resource as { readonly _client?: unknown })._client,
      owner: resource,
      parent: tracing.parentContext(),
    });
  } catch (fault) {
    reportFault("starting a model call's span", fault);
    return undefined;
  }
}

/** What is no event uses nothing of a model: a session out of budget may still cancel, list and delete. */
function refusalOf(id: string, call: InferenceCall): Error | undefined {
  if (surfaceOf(id)?.kind === undefined) return undefined;
  try {
    return sessionRulesIn(call.context).refusal;
  } catch (fault) {
    reportFault("asking whether a call may be made", fault);
    return undefined;
  }
}

/** The application's own request stays as it is. */
function withUsageAsked(id: string, parameters: unknown[], call: InferenceCall): unknown[] {
  try {
    const surface = surfaceOf(id);
    const request = objectOf(parameters[0]);
    const asking = request === undefined || !call.isObserved ? undefined : surface?.askForUsage?.(request);
    if (asking === undefined) return parameters;
    call.hide = (chunk) => surface?.hideUsage?.(chunk) === true;
    return [asking, ...parameters.slice(1)];
  } catch (fault) {
    reportFault("asking for usage", fault);
    return parameters;
  }
}

function tap(result: unknown, call: InferenceCall): void {
  try {
    if (isApiPromise(result)) {
      tapPromise(result, call);
    } else if (result instanceof Promise && result.then === Promise.prototype.then) {
      // Another vendor's wrapper gave a plain promise: there is nothing lazy left to preserve.
      result.then(
        (value: unknown) => call.complete(value),
        (error: unknown) => call.fail(error),
      );
    } else {
      call.finish();
    }
  } catch (fault) {
    reportFault("observing a call", fault);
    call.finish();
  }
}
