/** From what a user asked for to what the server runs with. */
import { isLoopbackHost } from "../access/loopback.ts";
import { parseDuration, parseSize } from "./parse-quantity.ts";
import type { ServerOptions } from "./server-options.ts";
import { type SettingFault, SettingsError } from "./settings-error.ts";

export interface Settings {
  readonly port: number;
  readonly host: string;
  /** Whether nothing but this machine can reach the server. */
  readonly onLoopback: boolean;
  readonly storePath: string;
  readonly maxBodyBytes: number;
  readonly maxArtifactBytes: number;
  readonly idleTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly allowAnonymous: boolean;
  readonly now: () => number;
  readonly reportLine: (line: string) => void;
}

export const DEFAULT_OPTIONS: Required<Omit<ServerOptions, "now" | "reportLine">> = {
  port: 4318,
  host: "127.0.0.1",
  store: "sqlite:./rootspan.db",
  maxBody: "64MiB",
  maxArtifactSize: "256MiB",
  idleTimeout: "15m",
  requestTimeout: "60s",
  allowAnonymous: false,
};

const STORE = /^sqlite:(.+)$/;
const MAX_PORT = 65_535;
const KIB = 1_024;
/** A body becomes one JavaScript string or more; those end at 512 MiB. */
const MAX_BODY_BYTES = 256 * KIB * KIB;
/** An artifact goes to the disk as it comes. */
const MAX_ARTIFACT_BYTES = 1_024 * KIB ** 3;
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
/** Node's timers take no more. */
const MAX_REQUEST_TIMEOUT_MS = DAY_MS;
const MAX_IDLE_TIMEOUT_MS = 3_650 * DAY_MS;

const KNOWN: ReadonlySet<string> = new Set([...Object.keys(DEFAULT_OPTIONS), "now", "reportLine"]);

/** @throws SettingsError with every fault there is */
export function toSettings(options: ServerOptions = {}): Settings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const all = { ...DEFAULT_OPTIONS, ...(given as ServerOptions) };
  const faults: SettingFault[] = [];
  const refuse = (option: string, expected: string): void => {
    faults.push({ option, message: `must be ${expected}, got ${show((all as Record<string, unknown>)[option])}` });
  };
  for (const option of Object.keys(given).filter((name) => !KNOWN.has(name))) {
    faults.push({ option, message: `is no option; there are ${[...KNOWN].join(", ")}` });
  }

  const port = Number(all.port);
  if (String(all.port).trim() === "" || !Number.isInteger(port) || port < 0 || port > MAX_PORT) {
    refuse("port", `a whole number from 0 to ${MAX_PORT}`);
  }
  if (typeof all.host !== "string" || all.host === "") refuse("host", "an address or a host name");
  const storePath = STORE.exec(all.store)?.[1];
  if (storePath === undefined) refuse("store", "sqlite:PATH");
  const maxBodyBytes = inRange(parseSize(all.maxBody), KIB, MAX_BODY_BYTES);
  if (maxBodyBytes === undefined) refuse("maxBody", "a size from 1KiB to 256MiB, as 64MiB");
  const maxArtifactBytes = inRange(parseSize(all.maxArtifactSize), KIB, MAX_ARTIFACT_BYTES);
  if (maxArtifactBytes === undefined) refuse("maxArtifactSize", "a size from 1KiB to 1024GiB, as 256MiB");
  const idleTimeoutMs = inRange(parseDuration(all.idleTimeout), SECOND_MS, MAX_IDLE_TIMEOUT_MS);
  if (idleTimeoutMs === undefined) refuse("idleTimeout", "a duration from 1s to 3650d, as 15m");
  const requestTimeoutMs = inRange(parseDuration(all.requestTimeout), 1, MAX_REQUEST_TIMEOUT_MS);
  if (requestTimeoutMs === undefined) refuse("requestTimeout", "a duration from 1ms to 1d, as 60s");
  if (typeof all.allowAnonymous !== "boolean") refuse("allowAnonymous", "true or false");
  for (const option of ["now", "reportLine"] as const) {
    if (all[option] !== undefined && typeof all[option] !== "function") refuse(option, "a function");
  }

  if (faults.length > 0) throw new SettingsError(faults);
  return {
    port,
    host: all.host,
    onLoopback: isLoopbackHost(all.host),
    storePath: storePath!,
    maxBodyBytes: maxBodyBytes!,
    maxArtifactBytes: maxArtifactBytes!,
    idleTimeoutMs: idleTimeoutMs!,
    requestTimeoutMs: requestTimeoutMs!,
    allowAnonymous: all.allowAnonymous,
    now: all.now ?? Date.now,
    reportLine: all.reportLine ?? ((line) => void process.stderr.write(line)),
  };
}

function inRange(value: number | undefined, min: number, max: number): number | undefined {
  return value === undefined || value < min || value > max ? undefined : value;
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
