/**
 * Tokens that stand for an API key for a while: JWTs (RFC 7519) signed with HS256, as AgentOps' SDKs expect them. The
 * secret of a token is made of the hash of its key, so tokens outlive a restart and end with their key.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

export interface TokenClaims {
  readonly project_id: string;
  /** Of tokens that are for one session. */
  readonly session_id?: string;
  readonly aud: "authenticated";
  readonly project_prem_status: "pro";
  /** Seconds since 1970. */
  readonly exp: number;
}

export interface Token {
  /** Of the key that it stands for; undefined where it was given to someone without a key. */
  readonly keyId: string | undefined;
  readonly claims: TokenClaims;
  /** Whether it was made for the key with this hash. */
  isSignedFor(keyHash: Uint8Array): boolean;
}

/** Without a signature, too. */
const FORM = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** What a token is signed with that stands for no key, and opens nothing that is not open without it. */
const NO_KEY = new Uint8Array();

export interface TokenKey {
  readonly id: string;
  readonly hash: Uint8Array;
}

export function createToken(claims: TokenClaims, key: TokenKey | undefined): string {
  const header = { alg: "HS256", typ: "JWT", ...(key !== undefined && { kid: key.id }) };
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${sign(signed, key?.hash ?? NO_KEY).toString("base64url")}`;
}

export function hasFormOfToken(text: string): boolean {
  return FORM.test(text);
}

/** Undefined for what is no token; whether it holds is another question. */
export function parseToken(text: string): Token | undefined {
  if (!hasFormOfToken(text)) return undefined;
  const [header = "", payload = "", signature = ""] = text.split(".");
  const { alg, kid } = decode(header);
  const claims = decode(payload);
  const { project_id: projectId, exp } = claims;
  if (alg !== "HS256" || typeof projectId !== "string" || typeof exp !== "number") return undefined;
  return {
    keyId: typeof kid === "string" ? kid : undefined,
    claims: claims as unknown as TokenClaims,
    isSignedFor: (keyHash) => {
      const expected = sign(`${header}.${payload}`, keyHash);
      const given = Buffer.from(signature, "base64url");
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

/** The token that a request carries, also beside a key. */
export function tokenOf({ authorization = "" }: IncomingHttpHeaders): Token | undefined {
  return parseToken(authorization.replace(/^bearer\s+/i, "").trim());
}

/** @param nowMs milliseconds since 1970 */
export function isExpired({ claims }: Token, nowMs: number): boolean {
  return claims.exp * 1_000 <= nowMs;
}

function sign(text: string, keyHash: Uint8Array): Buffer {
  const secret = createHmac("sha256", keyHash).update("rootspan token").digest();
  return createHmac("sha256", secret).update(text).digest();
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decode(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}
