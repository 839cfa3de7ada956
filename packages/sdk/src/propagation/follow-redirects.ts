/** Follows redirects as `fetch` does, and decides for each host anew which headers it gets. */
import { type Fetch, type FetchRequest, toRequest } from "./fetch-request.ts";

/** https://fetch.spec.whatwg.org/#concept-http-redirect-fetch */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 20;
const ABOUT_THE_BODY = ["content-encoding", "content-language", "content-location", "content-type", "content-length"];
const FOR_ONE_ORIGIN = ["authorization", "proxy-authorization", "cookie", "host"];

/** Browsers hide from code where a redirect leads to; Node.js, Bun and Deno do not. */
export function canSeeRedirects(): boolean {
  return (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node !== undefined;
}

/** @param toHeaders what a host gets, with the headers that the application has said */
export async function followRedirects(
  send: Fetch,
  request: FetchRequest,
  toHeaders: (url: URL, said: Headers) => Headers,
): Promise<Response> {
  let { url, method, headers } = request;
  const redirect = "manual";
  // What a Request carries can be read once, and a redirect may ask for it again.
  const spare = toRequest(request.input)?.body ? toRequest(request.input)?.clone() : undefined;
  let response = await send(request.input, { ...request.init, headers: toHeaders(url, headers), redirect });
  let next = redirectTarget(response, url);
  if (next === undefined) {
    discard(spare);
    return response;
  }
  let body = request.init.body ?? (await spare?.arrayBuffer());
  let { type } = response;
  for (let count = 1; next !== undefined; count++) {
    if (count > MAX_REDIRECTS) throw failure("redirect count exceeded");
    discard(response);
    if (response.status !== 303 && isStream(body)) throw failure("a body that is a stream cannot be sent again");
    if (becomesGet(response.status, method)) {
      method = "GET";
      body = undefined;
      headers = without(headers, ABOUT_THE_BODY);
    }
    if (next.origin !== url.origin) {
      type = "cors";
      headers = without(headers, FOR_ONE_ORIGIN);
    }
    url = next;
    const init = { ...restOf(request), method, headers: toHeaders(url, headers), redirect } as const;
    response = await send(url, body === undefined ? init : { ...init, body });
    next = redirectTarget(response, url);
  }
  return Object.defineProperties(response, {
    redirected: { value: true, configurable: true },
    type: { value: type, configurable: true },
  });
}

/** Undefined where the response is the last one. */
function redirectTarget(response: Response, from: URL): URL | undefined {
  const location = REDIRECTS.has(response.status) ? response.headers.get("location") : null;
  if (location === null) return undefined;
  const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (target?.protocol !== "http:" && target?.protocol !== "https:") throw failure(`it is redirected to ${location}`);
  if (target.hash === "") target.hash = from.hash;
  return target;
}

function becomesGet(status: number, method: string): boolean {
  return status === 303 ? method !== "GET" && method !== "HEAD" : status < 303 && method === "POST";
}

function without(headers: Headers, names: readonly string[]): Headers {
  const others = new Headers(headers);
  for (const name of names) others.delete(name);
  return others;
}

function isStream(body: unknown): boolean {
  return typeof body === "object" && body !== null && ("getReader" in body || Symbol.asyncIterator in body);
}

/** What the first request said besides address, method, headers and body. */
function restOf({ input, init }: FetchRequest): RequestInit {
  const { body: _body, ...others } = init;
  const request = toRequest(input);
  if (request === undefined) return others;
  const { signal, credentials, cache, keepalive, referrerPolicy } = request;
  return { signal, credentials, cache, keepalive, referrerPolicy, ...others };
}

/** A body that nobody reads would hold its connection. */
function discard(message: Pick<Response, "body"> | undefined): void {
  message?.body?.cancel().catch(() => {});
}

/** As Node.js says it. */
function failure(reason: string): TypeError {
  return new TypeError("fetch failed", { cause: new Error(reason) });
}
