/** Every option that a flag, a variable or a file can give: its default, how it is read, and which values are allowed. */
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from "../log/log.ts";
import { parseStoreAddress, type StoreAddress } from "../store/store-address.ts";
import { hidePassword, hideValues } from "./hide-secrets.ts";
import { parseDuration, parseSize } from "./parse-quantity.ts";
import { readRetained, type Retained } from "./read-retained.ts";
import { type ProxyTrust, readBasePath, readOrigins, readProxyTrust } from "./read-network.ts";
import { readHeaders, readTraceTarget } from "./read-trace-target.ts";

/** What options are once they are read. Sizes are bytes, durations milliseconds. */
export interface OptionValues {
  readonly port: number;
  readonly grpcPort: number | "off";
  readonly host: string;
  readonly basePath: string;
  readonly trustProxy: ProxyTrust;
  readonly cors: readonly string[];
  readonly store: StoreAddress;
  readonly allowAnonymous: boolean;
  /** Requests a second; infinite for no limit. */
  readonly rateLimit: number;
  readonly maxBody: number;
  readonly maxQueue: number;
  readonly maxArtifactSize: number;
  readonly idleTimeout: number;
  readonly requestTimeout: number;
  readonly shutdownTimeout: number;
  /** Milliseconds. */
  readonly retainFor: Retained;
  /** Bytes. */
  readonly retainSize: Retained;
  /** An address, or `off`. */
  readonly traceTo: string;
  readonly traceHeaders: Readonly<Record<string, string>>;
  readonly logFormat: LogFormat;
  readonly logLevel: LogLevel;
}

export interface OptionRule<Value> {
  /** What stands for the value in the help of the flag; a flag without one takes no value. */
  readonly placeholder?: string;
  readonly help: string;
  /** As it would be given. */
  readonly byDefault: string | number | boolean;
  /** Undefined for what is not allowed. */
  readonly read: (given: unknown) => Value | undefined;
  /** Ends the sentence "… must be". */
  readonly allowed: string;
  /** Leaves out of a text what nobody may see in a log; the text itself by default. */
  readonly hide?: (given: string) => string;
}

const KIB = 1_024;

const MAX_PORT = 65_535;

const MAX_QUEUE = 10_000_000;

const MIN_RATE = 0.1;
const MAX_RATE = 1_000_000;

export const OPTION_TABLE: { readonly [Name in keyof OptionValues]: OptionRule<OptionValues[Name]> } = {
  port: {
    placeholder: "PORT",
    help: "TCP port, 0 for a free one",
    byDefault: 4318,
    read: (given) => readInteger(given, 0, MAX_PORT),
    allowed: `a whole number from 0 to ${MAX_PORT}`,
  },
  grpcPort: {
    placeholder: "PORT",
    help: "TCP port that takes OTLP over gRPC as well, as 4317, 0 for a free one, or off",
    byDefault: "off",
    read: (given) => (given === "off" ? given : readInteger(given, 0, MAX_PORT)),
    allowed: `a whole number from 0 to ${MAX_PORT}, or off`,
  },
  host: {
    placeholder: "HOST",
    help: "Address to listen on; any but loopback needs an API key",
    byDefault: "127.0.0.1",
    read: (given) => (typeof given === "string" && given !== "" ? given : undefined),
    allowed: "an address or a host name",
  },
  basePath: {
    placeholder: "PATH",
    help: "Path that a reverse proxy puts this server at, as /rootspan",
    byDefault: "",
    read: readBasePath,
    allowed: "a path as /rootspan",
  },
  trustProxy: {
    placeholder: "WHOM",
    help: "Whose X-Forwarded headers are believed: true for everyone's, or addresses and networks with commas between",
    byDefault: "false",
    read: readProxyTrust,
    allowed: "true, false, or addresses and networks as 10.0.0.0/8,loopback",
  },
  cors: {
    placeholder: "ORIGINS",
    help: "Origins whose pages may read answers, with commas between",
    byDefault: "",
    read: readOrigins,
    allowed: "origins as https://app.example with commas between",
  },
  store: {
    placeholder: "STORE",
    help: "Where sessions are kept",
    byDefault: "sqlite:./rootspan.db",
    read: (given) => parseStoreAddress(String(given)),
    allowed: "sqlite:PATH or clickhouse:http://HOST:PORT/DATABASE",
    hide: hidePassword,
  },
  allowAnonymous: {
    help: "Answer everyone without a key",
    byDefault: false,
    read: readFlag,
    allowed: "true or false",
  },
  rateLimit: {
    placeholder: "N",
    help: "Requests a second of one key, or of one address without a key, or off",
    byDefault: 1_000,
    read: readRateLimit,
    allowed: `a number from ${MIN_RATE} to ${MAX_RATE}, or off`,
  },
  // A body becomes one JavaScript string or more; those end at 512 MiB.
  maxBody: size("Largest request, before and after decompression", "64MiB", { largest: 256 * KIB ** 2, as: "256MiB" }),
  maxQueue: {
    placeholder: "SPANS",
    help: "Spans that wait to be written; beyond them senders are put off",
    byDefault: 100_000,
    read: (given) => readInteger(given, 1, MAX_QUEUE),
    allowed: `a whole number from 1 to ${MAX_QUEUE}`,
  },
  // An artifact goes to the disk as it comes.
  maxArtifactSize: size("Largest artifact, as a session's video", "256MiB", { largest: KIB ** 4, as: "1024GiB" }),
  idleTimeout: duration("After this time without data a session is over", "15m", ["1s", "3650d"]),
  // Node's timers take no more than 24 days.
  requestTimeout: duration("Time for a client to send one request, or the next bytes of an artifact", "60s", [
    "1ms",
    "1d",
  ]),
  shutdownTimeout: duration("Time for requests to finish when the server closes", "10s", ["0s", "1d"]),
  retainFor: {
    placeholder: "TIMES",
    help: "How long sessions are kept after they last changed, as 90d or 90d,acme=30d with the names of projects, or off",
    byDefault: "off",
    read: (given) =>
      readRetained(given, (text) => inRange(parseDuration(text), parseDuration("1m")!, parseDuration("3650d")!)),
    allowed: "a duration from 1m to 3650d or off, and others for projects by name, as 90d,acme=30d,blog=off",
  },
  retainSize: {
    placeholder: "SIZES",
    help: "What each project keeps, the sessions that changed least recently go first: as 50GiB or 50GiB,acme=1GiB, or off",
    byDefault: "off",
    read: (given) => readRetained(given, (text) => inRange(parseSize(text), KIB, KIB ** 5)),
    allowed: "a size from 1KiB to 1024TiB or off, and others for projects by name, as 50GiB,acme=1GiB,blog=off",
  },
  traceTo: {
    placeholder: "URL",
    help: "Receiver of OTLP over HTTP that gets spans of the server itself, as http://localhost:4320, or off",
    byDefault: "off",
    read: readTraceTarget,
    allowed: "an http or https address as http://localhost:4320, or off",
    hide: hidePassword,
  },
  traceHeaders: {
    placeholder: "HEADERS",
    help: "Headers for that receiver, as authorization=Bearer%208f0c,x-team=a",
    byDefault: "",
    read: readHeaders,
    allowed: "names and values as x-key=8f0c with commas between, values percent-encoded",
    hide: hideValues,
  },
  logFormat: oneOf("FORMAT", "How the log is written", "text", LOG_FORMATS),
  logLevel: oneOf("LEVEL", "The least that is logged", "info", LOG_LEVELS),
};

export type OptionName = keyof OptionValues;

export const OPTION_NAMES: readonly OptionName[] = Object.keys(OPTION_TABLE) as OptionName[];

function size(
  help: string,
  byDefault: string,
  { largest, as }: { readonly largest: number; readonly as: string },
): OptionRule<number> {
  return {
    placeholder: "SIZE",
    help,
    byDefault,
    read: (given) => inRange(parseSize(given), KIB, largest),
    allowed: `a size from 1KiB to ${as}, as ${byDefault}`,
  };
}

function duration(help: string, byDefault: string, [least, most]: readonly [string, string]): OptionRule<number> {
  return {
    placeholder: "TIME",
    help,
    byDefault,
    read: (given) => inRange(parseDuration(given), parseDuration(least)!, parseDuration(most)!),
    allowed: `a duration from ${least} to ${most}, as ${byDefault}`,
  };
}

function oneOf<Value extends string>(
  placeholder: string,
  help: string,
  byDefault: Value,
  values: readonly Value[],
): OptionRule<Value> {
  return {
    placeholder,
    help: `${help}: ${values.join(", ")}`,
    byDefault,
    read: (given) => values.find((value) => value === given),
    allowed: `one of ${values.join(", ")}`,
  };
}

function readInteger(given: unknown, min: number, max: number): number | undefined {
  const integer = typeof given === "number" || /^\s*\d+\s*$/.test(String(given)) ? Number(given) : NaN;
  return Number.isInteger(integer) ? inRange(integer, min, max) : undefined;
}

function readRateLimit(given: unknown): number | undefined {
  if (given === "off") return Infinity;
  const rate = typeof given === "number" || /^\d+(?:\.\d+)?$/.test(String(given)) ? Number(given) : NaN;
  return rate >= MIN_RATE && rate <= MAX_RATE ? rate : undefined;
}

function readFlag(given: unknown): boolean | undefined {
  return { true: true, "1": true, false: false, "0": false }[String(given)];
}

function inRange(value: number | undefined, min: number, max: number): number | undefined {
  return value === undefined || value < min || value > max ? undefined : value;
}
