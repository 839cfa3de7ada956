/** Bounds the memory that requests take between their first byte and their answer. */
import { Problem } from "../http/problem.ts";

const RETRY_AFTER_SECONDS = "1";

/** What one request holds. */
export interface Lease {
  /** @throws Problem 429 when all requests together would hold too much */
  grow(bytes: number): void;
  end(): void;
}

export class InFlightBytes {
  readonly #maxBytes: number;
  #bytes: number = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  open(): Lease {
    let held = 0;
    return {
      grow: (bytes) => {
        if (this.#bytes + bytes > this.#maxBytes) {
          const headers = { "retry-after": RETRY_AFTER_SECONDS };
          throw new Problem("too_many_requests", "too much is being received at once, try again", { headers });
        }
        this.#bytes += bytes;
        held += bytes;
      },
      end: () => {
        this.#bytes -= held;
        held = 0;
      },
    };
  }
}
