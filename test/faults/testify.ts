/** Writes down what an application of the fault harness has journaled, and lets it die in the middle of its work. */
import { openSync, writeSync } from "node:fs";
import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace-node";
import type { Plan } from "./plan.ts";
import { type Testimony, toEnd, type WitnessedSpan } from "./witness.ts";

export interface Witness {
  /** For `init`: sees spans before the journal does, and keeps them until the call that ended them is over. */
  readonly processor: SpanProcessor;
  /** Writes down what has ended by now. */
  readonly testify: (...more: readonly Testimony[]) => void;
}

export function createWitness(plan: Plan): Witness {
  const file = openSync(plan.witness, "a");
  let ended: WitnessedSpan[] = [];
  let told = 0;
  writeSync(file, `${JSON.stringify({ type: "begun", plan } satisfies Testimony)}\n`);
  const write = (testimony: Testimony): void => {
    writeSync(file, `${JSON.stringify(testimony)}\n`);
    told += 1;
    // Whoever kills from outside counts these.
    writeSync(1, ".");
    if (told === plan.atTestimony) die(plan.death);
  };
  const testify = (...more: readonly Testimony[]): void => {
    const spans = ended;
    ended = [];
    for (const span of spans) write({ type: "span", span });
    for (const testimony of more) write(testimony);
  };
  return {
    testify,
    processor: {
      onStart() {},
      onEnd(span) {
        ended.push(toWitnessed(span));
        // The journal comes after this processor, and has the span when the call that ends it returns.
        queueMicrotask(testify);
      },
      async forceFlush() {},
      async shutdown() {},
    },
  };
}

function toWitnessed(span: ReadableSpan): WitnessedSpan {
  const { traceId, spanId } = span.spanContext();
  const kind = String(span.attributes["rootspan.kind"]);
  if (kind !== "session") return { traceId, spanId, kind };
  const end = toEnd(
    span.attributes["rootspan.session.end_state"],
    span.attributes["rootspan.session.end_state_reason"],
  );
  return { traceId, spanId, kind, end };
}

export const THROWN = "this is not planned";

function die(death: Plan["death"]): void {
  if (death === "kills itself") {
    process.kill(process.pid, "SIGKILL");
    for (;;);
  }
  if (death === "aborts") process.abort();
  if (death === "exits") process.exit(3);
  if (death === "rejects") void Promise.reject(new RangeError(THROWN));
  if (death === "throws") {
    setImmediate(() => {
      throw new RangeError(THROWN);
    });
  }
}
