/** A session in messages of the Model Context Protocol. */
import { guard } from "../guard.ts";
import { currentSession } from "../session-context.ts";
import { handOn } from "./hand-on.ts";

/** https://modelcontextprotocol.io/specification: `_meta` is where a request carries what is not the method's. */
export interface ParamsWithMeta {
  readonly _meta?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Parameters of an MCP request that hand the active session on, in `_meta.traceparent` and `_meta.baggage`. The server
 * joins by `joinSession(request.params._meta, …)`.
 * @returns a copy; outside every session the very same object
 */
export function withSessionMeta<P extends object>(params: P & ParamsWithMeta): P & ParamsWithMeta {
  const session = currentSession();
  if (session === undefined) return params;
  const read = (): P & ParamsWithMeta => {
    const meta = params._meta;
    return { ...params, _meta: { ...meta, ...handOn(session, (name) => textOf(meta?.[name])) } };
  };
  return guard("withSessionMeta", read) ?? params;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
