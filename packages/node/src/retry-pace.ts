/** When to try again after a failure. */

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
/** Clients that a receiver sent away together shall not come back together. */
const JITTER = 0.25;

export class RetryPace {
  #backOffMs = 0;
  #delayMs = 0;
  #askedUntilMs = 0;

  /** Until the next try, in milliseconds; 0 while all is well. */
  get delayMs(): number {
    return this.#delayMs;
  }

  /** Whether the receiver has asked to be left alone, and the time is not over. */
  isAskedToWait(): boolean {
    return performance.now() < this.#askedUntilMs;
  }

  /** @param retryAfterMs what the receiver asked for, if it did */
  failed(retryAfterMs: number | undefined): void {
    this.#backOffMs = Math.min(LAST_RETRY_MS, this.#backOffMs * 2 || FIRST_RETRY_MS);
    const jitterMs = Math.random() * JITTER * (retryAfterMs ?? this.#backOffMs);
    // Not sooner than asked; without a word from the receiver around the back-off.
    this.#delayMs = Math.ceil(retryAfterMs === undefined ? this.#backOffMs - jitterMs : retryAfterMs + jitterMs);
    this.#askedUntilMs = retryAfterMs === undefined ? 0 : performance.now() + retryAfterMs;
  }

  succeeded(): void {
    this.#backOffMs = 0;
    this.#delayMs = 0;
    this.#askedUntilMs = 0;
  }
}
