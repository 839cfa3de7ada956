/** What `fetch` was given. */

export type Fetch = typeof globalThis.fetch;
export type FetchInput = Parameters<Fetch>[0];

/** An address or a `Request`, and options that win over what that says. */
export interface FetchRequest {
  readonly input: FetchInput;
  readonly init: RequestInit;
  readonly url: URL;
  readonly method: string;
  /** A copy. */
  readonly headers: Headers;
  readonly redirect: string;
  readonly integrity: string;
}

/** Undefined for what `fetch` itself will refuse. */
export function readFetchRequest(input: FetchInput, init: RequestInit = {}): FetchRequest | undefined {
  const request = toRequest(input);
  const address = request?.url ?? (input as string | URL).toString();
  if (!URL.canParse(address, documentAddress())) return undefined;
  return {
    input,
    init,
    url: new URL(address, documentAddress()),
    method: (init.method ?? request?.method ?? "GET").toUpperCase(),
    headers: new Headers(init.headers ?? request?.headers),
    redirect: init.redirect ?? request?.redirect ?? "follow",
    integrity: init.integrity ?? request?.integrity ?? "",
  };
}

/** By its shape: applications may bring another implementation than the global one. */
export function toRequest(input: FetchInput): Request | undefined {
  return typeof input === "object" && "url" in input && "headers" in input ? input : undefined;
}

/** What relative addresses are relative to, in browsers. */
function documentAddress(): string | undefined {
  return (globalThis as { location?: { href?: string } }).location?.href;
}
