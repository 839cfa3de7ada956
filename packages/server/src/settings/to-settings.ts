/** From what a user asked for to what the server runs with. */
import { isLoopbackHost } from "../access/loopback.ts";
import type { LogFormat, LogLevel } from "../log/log.ts";
import type { StoreAddress } from "../store/store-address.ts";
import { OPTION_NAMES, OPTION_TABLE, type OptionName, type OptionValues } from "./option-table.ts";
import type { ProxyTrust } from "./read-network.ts";
import type { Retained } from "./read-retained.ts";
import type { ServerOptions } from "./server-options.ts";
import { type SettingFault, SettingsError } from "./settings-error.ts";

export interface Settings {
  readonly port: number;
  /** Undefined for no gRPC. */
  readonly grpcPort: number | undefined;
  readonly host: string;
  /** Whether nothing but this machine can reach the server. */
  readonly onLoopback: boolean;
  /** As `/rootspan`; empty without one. */
  readonly basePath: string;
  readonly trustProxy: ProxyTrust;
  readonly corsOrigins: readonly string[];
  readonly store: StoreAddress;
  readonly allowAnonymous: boolean;
  /** Requests a second; infinite for no limit. */
  readonly rateLimit: number;
  /** Whether it holds for those who need no key, too. */
  readonly limitsWithoutKey: boolean;
  readonly maxBodyBytes: number;
  readonly maxWaitingSpans: number;
  readonly maxArtifactBytes: number;
  readonly idleTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly shutdownTimeoutMs: number;
  readonly retention: RetentionSettings;
  /** Undefined where the server is not traced. */
  readonly tracing: { readonly url: string; readonly headers: Readonly<Record<string, string>> } | undefined;
  readonly logFormat: LogFormat;
  readonly logLevel: LogLevel;
  readonly now: () => number;
  readonly reportLine: (line: string) => void;
}

export interface RetentionSettings {
  readonly maxAgeMs: Retained;
  readonly maxBytes: Retained;
}

/** Options that only code can give. */
const FUNCTIONS = ["now", "reportLine"] as const;

const KNOWN: readonly string[] = [...OPTION_NAMES, ...FUNCTIONS];

/** @throws SettingsError with every fault there is */
export function toSettings(options: ServerOptions = {}): Settings {
  const given = options as Readonly<Record<string, unknown>>;
  const faults: SettingFault[] = [];
  for (const option of Object.keys(given).filter((name) => given[name] !== undefined && !KNOWN.includes(name))) {
    faults.push({ option, message: `is no option; there are ${KNOWN.join(", ")}` });
  }
  const values = readOptions(given, faults);
  for (const option of FUNCTIONS) {
    if (given[option] !== undefined && typeof given[option] !== "function") {
      faults.push({ option, message: `must be a function, got ${show(given[option])}` });
    }
  }
  if (faults.length > 0) throw new SettingsError(faults);
  return {
    port: values.port,
    grpcPort: values.grpcPort === "off" ? undefined : values.grpcPort,
    host: values.host,
    onLoopback: isLoopbackHost(values.host),
    basePath: values.basePath,
    trustProxy: values.trustProxy,
    corsOrigins: values.cors,
    store: values.store,
    allowAnonymous: values.allowAnonymous,
    rateLimit: values.rateLimit,
    // Agents of a developer's own machine are held up by nothing that nobody asked for.
    limitsWithoutKey: options.rateLimit !== undefined || !isLoopbackHost(values.host),
    maxBodyBytes: values.maxBody,
    maxWaitingSpans: values.maxQueue,
    maxArtifactBytes: values.maxArtifactSize,
    idleTimeoutMs: values.idleTimeout,
    requestTimeoutMs: values.requestTimeout,
    shutdownTimeoutMs: values.shutdownTimeout,
    retention: { maxAgeMs: values.retainFor, maxBytes: values.retainSize },
    tracing: values.traceTo === "off" ? undefined : { url: values.traceTo, headers: values.traceHeaders },
    logFormat: values.logFormat,
    logLevel: values.logLevel,
    now: options.now ?? Date.now,
    reportLine: options.reportLine ?? ((line) => void process.stderr.write(line)),
  };
}

/** Whole only when nothing was added to `faults`. */
function readOptions(given: Readonly<Record<string, unknown>>, faults: SettingFault[]): OptionValues {
  const values: Partial<Record<OptionName, unknown>> = {};
  for (const option of OPTION_NAMES) {
    const { byDefault, read, allowed, hide } = OPTION_TABLE[option];
    values[option] = read(given[option] ?? byDefault);
    if (values[option] === undefined) {
      faults.push({ option, message: `must be ${allowed}, got ${show(given[option], hide)}` });
    }
  }
  return values as OptionValues;
}

function show(value: unknown, hide: (text: string) => string = (text) => text): string {
  return typeof value === "string" ? JSON.stringify(hide(value)) : String(value);
}
