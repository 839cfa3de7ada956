/** To which hosts a session may go. */
import { describeValue } from "../describe-value.ts";
import { RootspanError } from "../errors.ts";

/** `api.internal`, `*.internal` for all hosts below, `localhost:3000` for one port; or a function that decides. */
export type AllowedHosts = readonly string[] | ((url: URL) => boolean);

interface HostPattern {
  readonly name: string;
  readonly isSuffix: boolean;
  readonly port: string;
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/** @throws RootspanError `INVALID_OPTIONS` that says which entry is wrong */
export function toHostRule(hosts: unknown): (url: URL) => boolean {
  if (typeof hosts === "function") return (url) => Boolean(hosts(url));
  if (!Array.isArray(hosts)) throw invalid("hosts", "a list of hosts, or a function of a URL", hosts);
  const patterns = hosts.map(toPattern);
  return (url) => patterns.some((pattern) => isMatch(pattern, url));
}

function isMatch({ name, isSuffix, port }: HostPattern, { hostname, port: given, protocol }: URL): boolean {
  if (port !== "" && port !== (given || DEFAULT_PORTS[protocol])) return false;
  return isSuffix ? hostname.endsWith(`.${name}`) : hostname === name;
}

function toPattern(entry: unknown, index: number): HostPattern {
  const [, wildcard, host = "", port = ""] = typeof entry === "string" ? (HOST.exec(entry) ?? []) : [];
  // Through the parser that URLs go through, which lowers letters and encodes names of other scripts.
  const address = `http://${host}`;
  if (host === "" || !URL.canParse(address)) throw invalid(`hosts[${index}]`, HOST_FORMS, entry);
  return { name: new URL(address).hostname, isSuffix: wildcard !== undefined, port };
}

/** Perhaps `*.`, then a name or an IPv6 address in brackets, then perhaps a port. */
const HOST = /^(\*\.)?(\[[0-9a-fA-F:.]+\]|[^\s*:/?#@[\]\\]+)(?::(\d{1,5}))?$/;

const HOST_FORMS = 'a host such as "api.internal", "*.internal" or "localhost:3000"';

function invalid(where: string, allowed: string, given: unknown): RootspanError {
  return new RootspanError(
    "INVALID_OPTIONS",
    `createFetch(): ${where} must be ${allowed}, got ${describeValue(given)}`,
  );
}
