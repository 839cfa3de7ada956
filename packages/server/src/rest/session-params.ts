/** What all routes below `/v2/sessions/{id}` have in common. */
import { Problem } from "../http/problem.ts";
import { type JsonSchema, objectOf, text } from "../http/schema/json-schema.ts";
import { MAX_SESSION_KEY_LENGTH, toSessionKey } from "../store/session-key.ts";

export interface SessionParams {
  readonly id: string;
}

export const SESSION_ID: JsonSchema = text(
  "A UUID, the same as 32 hex digits, or the name that another emitter gave the session.",
  { minLength: 1, maxLength: MAX_SESSION_KEY_LENGTH },
);

export const SESSION_PARAMS: JsonSchema = objectOf<SessionParams>({ id: SESSION_ID });

/** The id as stores know it. @throws Problem `invalid_parameter` */
export function sessionIdOf({ id }: SessionParams): string {
  const key = toSessionKey(id);
  if (key === undefined) throw new Problem("invalid_parameter", "path parameter id must be printable", { field: "id" });
  return key;
}

/** The same for a session that is not there and for one of another project. @throws Problem */
export function throwSessionNotFound(): never {
  throw new Problem("session_not_found", "the project has no such session");
}
