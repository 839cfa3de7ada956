/** Spans of the server itself: what it did to answer a request, and how long that took. Nothing of what clients sent. */

/** Names, numbers, and words of ours. */
export type TraceAttributes = Readonly<Record<string, string | number>>;

export interface IncomingRequest {
  readonly method: string;
  /** The route and not the path, as a path may name what is nobody's business. */
  readonly route: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface RequestSpan {
  /** Calls what goes on with the request, so that spans of it are below this one. */
  within<T>(work: () => T): T;
  /** With an answer of HTTP, or a code of gRPC. */
  end(attributes: TraceAttributes, failed: boolean): void;
}

export interface Tracing {
  /**
   * Undefined where nothing is traced. Of a request that carries spans of a server it is one that records nothing, nor
   * does what runs within: to trace these would make others without an end.
   */
  startRequest(request: IncomingRequest): RequestSpan | undefined;
  /** Runs work as a span below that of its request, if there is one. What it gives and throws is its own. */
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Sends what is not sent yet. Never throws. */
  close(): Promise<void>;
}

export const NO_TRACING: Tracing = {
  startRequest: () => undefined,
  run: (_name, work) => work(),
  close: async () => undefined,
};

/** The header of requests that carry spans of a server. */
export const OWN_SPANS_HEADER = "x-rootspan-own-spans";
