/** What becomes of spans between the wire and the store, whichever way they came. */
import type { SpanRecord } from "@rootspan/model";
import type { PartialSuccess } from "../otlp/encode-response.ts";
import type { ServerMetrics } from "../metrics/server-metrics.ts";
import type { SessionStore } from "../store/session-store.ts";
import { checkSpans } from "./check-spans.ts";
import { isOwn, normalise } from "./normalise/normalise.ts";
import { RepeatedCalls } from "./normalise/repeated-calls.ts";

/** Resolves once they are durable, to what was refused. */
export type ReceiveSpans = (projectId: string, spans: readonly SpanRecord[]) => Promise<PartialSuccess | undefined>;

export interface ReceiveSpansSettings {
  readonly sessions: SessionStore;
  readonly metrics: Pick<ServerMetrics, "receivedSpans" | "rejectedSpans" | "timeAppend">;
  readonly now: () => number;
}

export function createReceiveSpans({ sessions, metrics, now }: ReceiveSpansSettings): ReceiveSpans {
  const repeatedCalls = new RepeatedCalls();
  return async (projectId, spans) => {
    const { valid, rejected, faults } = checkSpans(spans);
    for (const [reason, count] of faults) metrics.rejectedSpans.add(count, { reason });
    metrics.receivedSpans.add(valid.length);
    const understood = valid.map((span) => {
      const own = isOwn(span);
      return repeatedCalls.settle(projectId, own ? span : normalise(span), own);
    });
    const batch = { projectId, spans: understood, receivedAtMs: now() };
    await metrics.timeAppend(() => sessions.append(batch));
    return rejected;
  };
}
