/** What belongs to this machine alone. */
import { BlockList, isIP } from "node:net";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** Whether an address or host name, without a port, can be reached from this machine only. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  const version = isIP(name);
  if (version === 0) return name === "localhost" || name.endsWith(".localhost");
  return LOOPBACK.check(name, version === 4 ? "ipv4" : "ipv6");
}

/** Whether an URL's host is loopback; also false for what is no URL, as the origin `null`. */
export function isLoopbackUrl(url: string): boolean {
  return URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
}
