/** What becomes of spans between the wire and the store, whichever way they came. */
import type { SpanRecord } from "@rootspan/model";
import type { PartialSuccess } from "../otlp/encode-response.ts";
import type { SessionStore } from "../store/session-store.ts";
import { checkSpans } from "./check-spans.ts";
import { isOwn, normalise } from "./normalise/normalise.ts";
import { RepeatedCalls } from "./normalise/repeated-calls.ts";

/** Resolves once they are durable, to what was refused. */
export type ReceiveSpans = (projectId: string, spans: readonly SpanRecord[]) => Promise<PartialSuccess | undefined>;

export interface ReceiveSpansSettings {
  readonly sessions: SessionStore;
  readonly now: () => number;
}

export function createReceiveSpans({ sessions, now }: ReceiveSpansSettings): ReceiveSpans {
  const repeatedCalls = new RepeatedCalls();
  return async (projectId, spans) => {
    const { valid, rejected } = checkSpans(spans);
    const understood = valid.map((span) => {
      const own = isOwn(span);
      return repeatedCalls.settle(projectId, own ? span : normalise(span), own);
    });
    await sessions.append({ projectId, spans: understood, receivedAtMs: now() });
    return rejected;
  };
}
