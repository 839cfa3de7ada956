/** Server-sent events: the data of each is one of these as JSON. */
import type { SessionItem } from "./session-item.ts";
import type { SpanItem } from "./span-item.ts";

/** Of `GET /v2/sessions/{id}/live`. */
export type SessionLiveEvent =
  /** The session as it is now: first of all, and whenever that changes. */
  | { readonly event: "session"; readonly data: SessionItem }
  /** Spans as they were committed, each once. */
  | { readonly event: "spans"; readonly data: { readonly spans: readonly SpanItem[] } }
  /** The session was deleted; the stream ends. */
  | { readonly event: "gone"; readonly data: { readonly id: string } };

/** Of `GET /v2/live`. */
export type ProjectLiveEvent =
  /** A session that the filter selects is new, or has changed. */
  | { readonly event: "session"; readonly data: SessionItem }
  /** A session was deleted, or has changed so that the filter no longer selects it. */
  | { readonly event: "gone"; readonly data: { readonly id: string } };
