/**
 * Which project a request is for. This is the whole rule:
 *
 * 1. A key that is sent must be valid; it selects its project, and its scope says which routes take it. Pages of this
 *    server send theirs in a cookie. A token stands for the key that it was made for.
 * 2. Without a key the project is `default`, if the server was started with `--allow-anonymous`, or if it listens on
 *    loopback and nothing about the request says that it comes from elsewhere. What cannot be a key of this server is
 *    none there: other programs have to be given something as a key, and some end their process when it is refused.
 *
 * Keys that exist change nothing on loopback: they guard the projects they were made for, and `default` stays open to
 * this machine.
 */
import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { Problem } from "../http/problem.ts";
import type { KeyScope, KeyStore, Project } from "../store/key-store.ts";
import { hashApiKey, isApiKey, keyIdOf } from "./api-key.ts";
import { keyOfCookie } from "./key-cookie.ts";
import { isLoopbackUrl } from "./loopback.ts";
import { hasFormOfToken, isExpired, parseToken, type Token } from "./token.ts";

export interface Access {
  readonly project: Project;
  readonly scope: KeyScope;
  /** Of the key; undefined without one. */
  readonly keyId?: string;
}

/** @throws Problem 401 */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Access>;

/** Headers of a proxy: behind one, every request seems to come from loopback. */
const PROXY_HEADERS = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

export interface AccessSettings {
  readonly keys: KeyStore;
  /** Whether the server can be reached from this machine only. */
  readonly onLoopback: boolean;
  readonly allowAnonymous: boolean;
  readonly now: () => number;
}

export function createAuthenticate({ keys, onLoopback, allowAnonymous, now }: AccessSettings): Authenticate {
  return async (headers) => {
    const key = sentKey(headers) ?? keyOfCookie(headers);
    const token = key === undefined ? undefined : parseToken(key);
    if (token?.keyId !== undefined) return accessOfToken(keys, token, token.keyId, now());
    if (key !== undefined && token === undefined && isCredential(key)) return accessOfKey(keys, key);
    const needsKey = !allowAnonymous && !(onLoopback && isFromThisMachine(headers));
    if (!needsKey) return { project: await keys.defaultProject(), scope: "full" };
    // A token of someone without a key opens what is open without one.
    if (key !== undefined && token === undefined) {
      throw denied("invalid_key", "invalid API key format: a UUID is expected");
    }
    throw denied(
      "missing_key",
      onLoopback
        ? "API key is missing: without one only this machine is answered, at localhost"
        : "API key is missing: send it as X-Rootspan-Api-Key",
    );
  };
}

/** Of a header: what programs send. */
export function sentKey(headers: IncomingHttpHeaders): string | undefined {
  const named = headers["x-agentops-api-key"] ?? headers["x-rootspan-api-key"];
  if (named !== undefined) return String(named).trim();
  return headers.authorization === undefined ? undefined : headers.authorization.replace(/^bearer\s+/i, "").trim();
}

/** Whether a server could have made it: a key, or a token. */
export function isCredential(text: string): boolean {
  return isApiKey(text) || hasFormOfToken(text);
}

async function accessOfKey(keys: KeyStore, key: string): Promise<Access> {
  const hash = hashApiKey(key);
  const known = await keys.findKey(keyIdOf(hash));
  if (known === undefined || !timingSafeEqual(known.hash, hash)) throw denied("invalid_key", "invalid API key");
  return { project: known.project, scope: known.scope, keyId: known.id };
}

async function accessOfToken(keys: KeyStore, token: Token, keyId: string, nowMs: number): Promise<Access> {
  const known = await keys.findKey(keyId);
  if (known === undefined || !token.isSignedFor(known.hash)) throw denied("invalid_key", "invalid token");
  // AgentOps' words.
  if (isExpired(token, nowMs)) throw denied("invalid_key", "Expired Token");
  return { project: known.project, scope: known.scope, keyId: known.id };
}

/**
 * A web page from elsewhere can make a browser on this machine send requests here: by a name that it lets point to
 * 127.0.0.1 (then `Host` is that name), or across origins (then `Origin` or `Sec-Fetch-Site` says so).
 */
function isFromThisMachine(headers: IncomingHttpHeaders): boolean {
  if (!isLoopbackUrl(`http://${headers.host ?? ""}`)) return false;
  if (headers.origin !== undefined && !isLoopbackUrl(headers.origin)) return false;
  if (headers["sec-fetch-site"] === "cross-site") return false;
  return PROXY_HEADERS.every((name) => headers[name] === undefined);
}

function denied(code: "missing_key" | "invalid_key", message: string): Problem {
  return new Problem(code, message, { headers: { "www-authenticate": "Bearer" } });
}
