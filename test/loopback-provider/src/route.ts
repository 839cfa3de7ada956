/** Which requests a provider knows, and who replies to them. */
import { behaviours, byModel, storedCompletion } from "./behaviours.ts";
import type { Script } from "./reply.ts";
import { listInTwoPages, ok, retrieveOne } from "./stored.ts";

/** One API of the provider. */
export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** What the path, without query, ends with. */
  readonly path: RegExp;
  readonly script: Script;
}

/** Chat completions, also at Azure's deployment paths. */
export function chatRoute(script: Script): Route {
  return { method: "POST", path: /\/chat\/completions$/, script };
}

/** Every API that this provider knows. Where a request names a model, that is the name of a behaviour. */
export const everyRoute: readonly Route[] = [
  chatRoute(byModel),
  { method: "GET", path: /\/chat\/completions$/, script: listInTwoPages(storedCompletion) },
  {
    method: "GET",
    path: /\/chat\/completions\/[^/]+\/messages$/,
    script: listInTwoPages((id) => ({ id, role: "user" })),
  },
  { method: "GET", path: /\/chat\/completions\/[^/]+$/, script: retrieveOne(storedCompletion) },
  { method: "POST", path: /\/chat\/completions\/[^/]+$/, script: retrieveOne(storedCompletion) },
  { method: "DELETE", path: /\/chat\/completions\/[^/]+$/, script: () => ok({ deleted: true }) },
];

export function toRoutes(script: Script | keyof typeof behaviours | readonly Route[]): readonly Route[] {
  if (typeof script === "string") return [chatRoute(behaviours[script])];
  return typeof script === "function" ? [chatRoute(script)] : script;
}
