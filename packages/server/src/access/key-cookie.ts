/**
 * An API key in a cookie, for the pages of this server: scripts cannot read it, no other site can use it, and it ends
 * with the key. See docs/adr/0012.
 */
import type { IncomingHttpHeaders } from "node:http";

const NAME = "rootspan_key";
const MONTH_S = 2_592_000;

export interface CookieSettings {
  /** What stands before every path of this server; empty when nothing does. */
  readonly basePath: string;
  /** Whether the browser speaks TLS to whatever is before us. */
  readonly isSecure: boolean;
}

/** The value of `Set-Cookie`; undefined as the key takes the cookie back. */
export function toKeyCookie(key: string | undefined, { basePath, isSecure }: CookieSettings): string {
  const age = `Max-Age=${key === undefined ? 0 : MONTH_S}`;
  const parts = [`${NAME}=${key ?? ""}`, `Path=${basePath}/v2`, age, "HttpOnly", "SameSite=Strict"];
  return [...parts, ...(isSecure ? ["Secure"] : [])].join("; ");
}

/** The key of a request that a page of this very origin made; undefined for any other. */
export function keyOfCookie(headers: IncomingHttpHeaders): string | undefined {
  const key = headers.cookie?.split(/; */).find((part) => part.startsWith(`${NAME}=`));
  return key !== undefined && isOfThisOrigin(headers) ? key.slice(NAME.length + 1) : undefined;
}

/**
 * Browsers say where a request comes from: in `Sec-Fetch-Site` where the connection is safe, and in `Origin` with all
 * that is more than a reading. `none` is the reader, who typed the address.
 */
function isOfThisOrigin({ host, origin, "sec-fetch-site": site }: IncomingHttpHeaders): boolean {
  if (site !== undefined) return site === "same-origin" || site === "none";
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
