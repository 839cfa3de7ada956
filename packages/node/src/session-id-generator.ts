/** Gives the root span of a session the ids that the session's id prescribes; every other span random ones. */
import { context } from "@opentelemetry/api";
import { type IdGenerator, RandomIdGenerator } from "@opentelemetry/sdk-trace-node";
import { rootIdsIn } from "@rootspan/sdk";

export class SessionIdGenerator implements IdGenerator {
  readonly #random = new RandomIdGenerator();

  generateTraceId(): string {
    return rootIdsIn(context.active())?.traceId ?? this.#random.generateTraceId();
  }

  generateSpanId(): string {
    return rootIdsIn(context.active())?.spanId ?? this.#random.generateSpanId();
  }
}
