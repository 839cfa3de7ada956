/** Gives the root span of a session the ids that the session's id prescribes; every other span random ones. */
import { type IdGenerator, RandomIdGenerator } from "@opentelemetry/sdk-trace-node";
import { pendingRootIds } from "@rootspan/sdk";

export class SessionIdGenerator implements IdGenerator {
  readonly #random = new RandomIdGenerator();

  generateTraceId(): string {
    return pendingRootIds()?.traceId ?? this.#random.generateTraceId();
  }

  generateSpanId(): string {
    return pendingRootIds()?.spanId ?? this.#random.generateSpanId();
  }
}
