/** Reads what says who is on the other side: the path that a proxy uses, whom to believe, and which pages may read. */
import { isIP } from "node:net";

/** As Fastify takes it: everyone, nobody, or addresses, networks and the names of some. */
export type ProxyTrust = boolean | readonly string[];

const BASE_PATH = /^(?:\/[\w.~-]+)+$/;
const NAMED_NETWORKS: ReadonlySet<string> = new Set(["loopback", "linklocal", "uniquelocal"]);
const MAX_PREFIX = { 4: 32, 6: 128 } as const;

/** Without a slash at its end; empty for the root. */
export function readBasePath(given: unknown): string | undefined {
  if (typeof given !== "string") return undefined;
  const path = given.replace(/\/$/, "");
  const isClean = BASE_PATH.test(path) && !path.split("/").some((part) => part === "." || part === "..");
  return path === "" || isClean ? path : undefined;
}

export function readProxyTrust(given: unknown): ProxyTrust | undefined {
  const text = String(given).trim();
  if (text === "true") return true;
  if (text === "false" || text === "") return false;
  const networks = splitList(text);
  return networks.length > 0 && networks.every(isNetwork) ? networks : undefined;
}

/** Each as browsers send it: scheme, host and port, nothing else. */
export function readOrigins(given: unknown): readonly string[] | undefined {
  if (typeof given !== "string") return undefined;
  const origins = splitList(given);
  return origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin) ? origins : undefined;
}

function isNetwork(text: string): boolean {
  if (NAMED_NETWORKS.has(text)) return true;
  const [address = "", prefix, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= MAX_PREFIX[version as 4 | 6]);
}

function splitList(text: string): readonly string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
