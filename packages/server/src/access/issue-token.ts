/** Gives tokens to those who were let in. */
import type { KeyStore } from "../store/key-store.ts";
import type { Access } from "./authenticate.ts";
import { createToken } from "./token.ts";

const DAY_SECONDS = 86_400;
/** As long as AgentOps' are. */
const SESSION_TOKEN_SECONDS = DAY_SECONDS;
const PROJECT_TOKEN_SECONDS = 30 * DAY_SECONDS;

/** For one session, a day; for the project, 30 days. */
export type IssueToken = (access: Access, sessionId?: string) => Promise<string>;

export function createIssueToken(keys: KeyStore, now: () => number): IssueToken {
  return async ({ project, keyId }, sessionId) => {
    const seconds = sessionId === undefined ? PROJECT_TOKEN_SECONDS : SESSION_TOKEN_SECONDS;
    const claims = {
      aud: "authenticated",
      project_id: project.id,
      // AgentOps' SDKs print a line about its free plan to others.
      project_prem_status: "pro",
      ...(sessionId !== undefined && { session_id: sessionId }),
      exp: Math.floor(now() / 1_000) + seconds,
    } as const;
    return createToken(claims, keyId === undefined ? undefined : await keys.findKey(keyId));
  };
}
