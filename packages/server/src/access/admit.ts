/** Lets a request in, whichever way it came: its key, how often it may ask, and what its key may do. */
import type { IncomingHttpHeaders } from "node:http";
import { Problem } from "../http/problem.ts";
import type { Access, Authenticate } from "./authenticate.ts";
import type { RateLimit } from "./rate-limit.ts";
import { isAllowed } from "./route-access.ts";

export interface GuardSettings {
  readonly authenticate: Authenticate;
  /** Of those who are let in; undefined for no limit. */
  readonly limit: RateLimit | undefined;
  /** Whether it holds for those who need no key, too. */
  readonly limitsWithoutKey: boolean;
  /** Of those who are not let in. */
  readonly denialLimit: RateLimit;
}

export interface Knock {
  readonly headers: IncomingHttpHeaders;
  /** Of the client. */
  readonly address: string;
  readonly method: string;
  /** Of the route, as `/v2/sessions/:id`. */
  readonly url: string;
}

/** @throws Problem 401, 403 or 429 */
export type Admit = (knock: Knock) => Promise<Access>;

export function createAdmit({ authenticate, limit, limitsWithoutKey, denialLimit }: GuardSettings): Admit {
  return async ({ headers, address, method, url }) => {
    const access = await authenticate(headers).catch((denied: unknown) => {
      denialLimit.take(address);
      throw denied;
    });
    if (access.keyId !== undefined || limitsWithoutKey) limit?.take(access.keyId ?? address);
    checkScope(access, method, url);
    return access;
  };
}

function checkScope({ scope }: Access, method: string, url: string): void {
  if (isAllowed(scope, method, url)) return;
  const headers = { "www-authenticate": `Bearer error="insufficient_scope"` };
  throw new Problem("insufficient_scope", `a key of scope ${scope} may not do this`, { headers });
}
