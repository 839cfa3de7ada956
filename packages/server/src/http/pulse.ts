/** Says when a live stream has to look again: something happened, or a time without anything has passed. */

/** - `change`: `beat` was called since - `silence`: it was not for the time of a heartbeat - `end`: it is over */
export type Cause = "change" | "silence" | "end";

export interface PulseSettings {
  readonly heartbeatMs: number;
  /** From one `change` to the next at least. */
  readonly pauseMs: number;
}

export class Pulse {
  readonly #settings: PulseSettings;
  #changed: boolean = false;
  #ended: boolean = false;
  #lastChangeMs: number = Number.NEGATIVE_INFINITY;
  #wake: (() => void) | undefined;

  constructor(settings: PulseSettings) {
    this.#settings = settings;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Something happened. */
  beat(): void {
    this.#changed = true;
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async next(): Promise<Cause> {
    const { heartbeatMs, pauseMs } = this.#settings;
    if (!this.#changed) await this.#sleep(heartbeatMs);
    if (this.#ended) return "end";
    if (!this.#changed) return "silence";
    const rest = this.#lastChangeMs + pauseMs - performance.now();
    if (rest > 0) await this.#rest(rest);
    if (this.#ended) return "end";
    this.#changed = false;
    this.#lastChangeMs = performance.now();
    return "change";
  }

  /** Until something happens, or the time is over. */
  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#ended) return resolve();
      const timer = setTimeout(done, ms);
      this.#wake = done;
      function done(): void {
        clearTimeout(timer);
        resolve();
      }
    });
  }

  /** The whole time, unless it ends. */
  async #rest(ms: number): Promise<void> {
    const untilMs = performance.now() + ms;
    while (!this.#ended && performance.now() < untilMs) await this.#sleep(untilMs - performance.now());
  }
}
