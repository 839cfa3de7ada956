/** What a client asked for. */
import type { IncomingHttpHeaders } from "node:http";

/** The parts of a chat request that a script looks at; the rest is there too, unread. */
export interface ChatRequestBody {
  readonly model?: string;
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean } | null;
  readonly messages?: readonly { readonly role?: string; readonly content?: unknown }[];
  readonly tools?: readonly unknown[];
  readonly [other: string]: unknown;
}

export interface ProviderRequest {
  /** 0 for the first request that this provider got. */
  readonly index: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: ChatRequestBody;
}

/** A request as it is kept in `requests`. */
export interface RecordedRequest extends ProviderRequest {
  /** Resolves when the connection is done with this request; `aborted` says whether the client cut it. */
  readonly finished: Promise<{ readonly aborted: boolean }>;
}
