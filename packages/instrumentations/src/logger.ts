/** OpenTelemetry's logs, wherever the application has registered them. */
import { reportFault } from "./fault.ts";

/** What is needed of a logger; those of `@opentelemetry/api-logs`, and of the API since 1.10, fit as they are. */
export interface LoggerLike {
  emit(record: object): void;
}

export interface LoggerProviderLike {
  getLogger(name: string, version?: string): LoggerLike;
}

/** `@opentelemetry/api-logs` keeps a function there that gives the provider for a version of that API. */
const API_LOGS = Symbol.for("io.opentelemetry.js.api.logs");
const API_LOGS_VERSION = 1;
/** `@opentelemetry/api` from 1.10 on keeps the provider beside those of traces and metrics. */
const API = Symbol.for("opentelemetry.js.api.1");

interface Registries {
  readonly [API_LOGS]?: (version: number) => unknown;
  readonly [API]?: { readonly logs?: unknown };
}

/**
 * Gives a function that gives the logger of the provider that is given, else of a registered one, of whichever version
 * of the API; undefined while there is none. Never throws.
 */
export function resolveLogger(
  name: string,
  version: string,
  given: () => LoggerProviderLike | undefined,
): () => LoggerLike | undefined {
  let known: LoggerProviderLike | undefined;
  let logger: LoggerLike | undefined;
  return () => {
    try {
      const provider = given() ?? registered();
      if (provider === known) return logger;
      known = provider;
      logger = undefined;
      logger = provider?.getLogger(name, version);
    } catch (fault) {
      reportFault("getting a logger", fault);
    }
    return logger;
  };
}

/** The API's stand-in for a provider that is yet to come: it would hide one that another version has registered. */
export function isStandIn(provider: object): boolean {
  return "_getDelegate" in provider;
}

function registered(): LoggerProviderLike | undefined {
  const registries = globalThis as Registries;
  return [registries[API]?.logs, registries[API_LOGS]?.(API_LOGS_VERSION)].find(isProvider);
}

function isProvider(value: unknown): value is LoggerProviderLike {
  return typeof value === "object" && value !== null && "getLogger" in value;
}
