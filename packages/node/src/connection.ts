/** The connection to the receiver: where to, with which headers and certificates, and whether bodies are compressed. */
import { readFileSync } from "node:fs";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { log } from "@rootspan/sdk";
import { baseAddress, receiverHeaders, tracesUrl } from "./receiver-address.ts";
import type { Settings } from "./settings.ts";

export interface Connection {
  /** Where spans are posted to. */
  readonly url: string;
  /** The same without `/v1/traces`. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isCompressed: boolean;
  /** Sockets are used again. Those that nobody uses do not keep the process alive. */
  readonly agent: HttpAgent;
  readonly close: () => void;
}

/** A server that is asked once a second needs one socket, a recovery beside it a second one. */
const MAX_FREE_SOCKETS = 2;

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

export function openConnection(settings: Settings): Connection {
  const url = tracesUrl(settings);
  const agent = createAgent(url);
  return {
    url,
    address: baseAddress(url),
    headers: receiverHeaders(settings),
    isCompressed: isCompressed(url),
    agent,
    close: () => agent.destroy(),
  };
}

function createAgent(url: string): HttpAgent {
  const options = { keepAlive: true, maxFreeSockets: MAX_FREE_SOCKETS };
  if (!url.startsWith("https:")) return new HttpAgent(options);
  const ca = readCertificate("CERTIFICATE");
  const cert = readCertificate("CLIENT_CERTIFICATE");
  const key = readCertificate("CLIENT_KEY");
  return new HttpsAgent({ ...options, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
}

/** https://opentelemetry.io/docs/specs/otel/protocol/exporter/#configuration-options */
function fromEnvironment(name: string): readonly [variable: string, value: string] | undefined {
  for (const variable of [`OTEL_EXPORTER_OTLP_TRACES_${name}`, `OTEL_EXPORTER_OTLP_${name}`]) {
    const value = process.env[variable]?.trim();
    if (value) return [variable, value];
  }
  return undefined;
}

function readCertificate(name: string): Buffer | undefined {
  const [variable, path] = fromEnvironment(name) ?? [];
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (error) {
    log.warn(`${variable} names a file that cannot be read, and is ignored`, error);
    return undefined;
  }
}

/** On one machine compression costs more than it saves: see ADR 8. */
function isCompressed(url: string): boolean {
  const [variable, value] = fromEnvironment("COMPRESSION") ?? [];
  if (value === "gzip" || value === "none") return value === "gzip";
  if (value !== undefined) log.warn(`${variable} must be "gzip" or "none", got ${JSON.stringify(value)}`);
  return !(URL.canParse(url) && LOOPBACK.test(new URL(url).hostname));
}
