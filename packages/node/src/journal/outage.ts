/** When to try again what does not work, and what to tell of it: each cause once. */

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

export class Outage {
  readonly #warn: (message: string) => void;
  readonly #now: () => number;
  readonly #warned = new Set<string>();
  #retryMs = 0;
  #retryAtMs = 0;

  constructor(warn: (message: string) => void, now: () => number) {
    this.#warn = warn;
    this.#now = now;
  }

  /** Whether nothing should be tried now. */
  get isOn(): boolean {
    return this.#retryMs > 0 && this.#now() < this.#retryAtMs;
  }

  /** After each failure in a row the wait is twice as long. */
  begin(error: unknown, what: string): void {
    this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2 || FIRST_RETRY_MS);
    this.#retryAtMs = this.#now() + this.#retryMs;
    const { code, message } = (error ?? {}) as { readonly code?: string; readonly message?: string };
    this.warnOnce(code ?? "unknown", `${what} does not work and is tried again later: ${message ?? String(error)}`);
  }

  end(): void {
    this.#retryMs = 0;
  }

  /** @param cause a warning of the same cause is not given again */
  warnOnce(cause: string, message: string): void {
    if (this.#warned.has(cause)) return;
    this.#warned.add(cause);
    try {
      this.#warn(message);
    } catch {
      // The host's own function; what it throws must not end our work half done.
    }
  }
}
