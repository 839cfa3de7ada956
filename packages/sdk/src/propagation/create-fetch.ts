/** A `fetch` that hands the active session on, to the hosts that may have it. */
import { context } from "@opentelemetry/api";
import { guard } from "../guard.ts";
import { contextWithin, currentSession } from "../session-context.ts";
import type { Session } from "../session.ts";
import { isFetchTraced } from "./fetch-instrumentation.ts";
import { type Fetch, type FetchInput, type FetchRequest, readFetchRequest } from "./fetch-request.ts";
import { canSeeRedirects, followRedirects } from "./follow-redirects.ts";
import { handOn } from "./hand-on.ts";
import { type AllowedHosts, toHostRule } from "./host-list.ts";

export interface SessionFetchOptions {
  /**
   * Where sessions may go: `"api.internal"`, `"*.internal"` for all hosts below, `"localhost:3000"` for one port; or a
   * function that decides by the URL.
   */
  readonly hosts: AllowedHosts;
  /** What sends the requests. By default the global `fetch`, as it is at each call. */
  readonly fetch?: Fetch;
}

/**
 * A `fetch` that adds `traceparent` and `baggage` of the active session to requests to these hosts. All other requests,
 * those outside every session, and those with `integrity` go as they are. What a request says itself stays: its own
 * `traceparent`, and its own baggage, to which the session is added. A redirect to another host is followed without the
 * session; browsers do not let code see redirects, and follow them with it.
 * Where OpenTelemetry's instrumentation of undici is on, the trace's headers are left to it.
 * @throws RootspanError `INVALID_OPTIONS` when the list of hosts cannot be understood
 */
export function createFetch(options: SessionFetchOptions): Fetch {
  const { hosts, fetch: given }: Partial<SessionFetchOptions> = options ?? {};
  const isAllowed = toHostRule(hosts);
  return (input: FetchInput, init?: RequestInit): Promise<Response> => {
    const plain = given ?? globalThis.fetch;
    const session = currentSession();
    if (session === undefined) return plain(input, init);
    const request = guard("fetch", () => covered(input, init, isAllowed));
    if (request === undefined) return plain(input, init);
    const isTraced = guard("fetch", isFetchTraced) === true;
    // An instrumentation takes the trace from the context.
    const send: Fetch = isTraced
      ? (...args) => context.with(contextWithin(session, context.active()), () => plain(...args))
      : plain;
    const toHeaders = (url: URL, said: Headers): Headers =>
      guard("fetch", () => (isAllowed(url) ? withSession(session, said, isTraced) : undefined)) ?? said;
    if (request.redirect === "follow" && canSeeRedirects()) return followRedirects(send, request, toHeaders);
    return send(input, { ...init, headers: toHeaders(request.url, request.headers) });
  };
}

/** Undefined for requests that go as they are. The check of `integrity` would be made of a redirect's body too. */
function covered(
  input: FetchInput,
  init: RequestInit | undefined,
  isAllowed: (url: URL) => boolean,
): FetchRequest | undefined {
  const request = readFetchRequest(input, init);
  return request?.integrity === "" && isAllowed(request.url) ? request : undefined;
}

/** A copy: what the application has said is its own. */
function withSession(session: Session, said: Headers, isTraced: boolean): Headers {
  const headers = new Headers(said);
  const { baggage, ...traceContext } = handOn(session, (name) => headers.get(name) ?? undefined);
  const added = { ...(!isTraced && traceContext), ...(baggage !== undefined && { baggage }) };
  for (const [name, value] of Object.entries(added)) headers.set(name, value);
  return headers;
}
