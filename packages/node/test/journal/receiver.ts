/** A receiver in memory, for what recovery delivers. */
import type { SpanRecord } from "@rootspan/model";
import { decodeJson } from "../../../server/src/otlp/decode-json.ts";
import type { Deliver } from "../../src/journal/recovery.ts";

type Answer = Awaited<ReturnType<Deliver>>;

export interface Receiver {
  readonly deliver: Deliver;
  /** Spans that were accepted, in order. */
  readonly spans: SpanRecord[];
  /** Spans of each body, accepted or not. */
  readonly bodies: number[];
  /** `test.index` of what was accepted. */
  indexes(): readonly unknown[];
}

export function createReceiver(answer: (spans: readonly SpanRecord[]) => Answer = () => "accepted"): Receiver {
  const spans: SpanRecord[] = [];
  const bodies: number[] = [];
  return {
    spans,
    bodies,
    indexes: () => spans.map((span) => span.attributes["test.index"]),
    async deliver(body) {
      const received = decodeJson(Buffer.from(body));
      bodies.push(received.length);
      const result = answer(received);
      if (result === "accepted") spans.push(...received);
      return result;
    },
  };
}
