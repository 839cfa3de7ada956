/** Keeps work in the background out of the host's way. */

/** About half a millisecond of reading and parsing. */
const STEP_BYTES = 64 * 1024;

/** Work in steps, between which the host goes on. Nothing waits for the rest: it ends with the process. */
export class Pace {
  #bytes = 0;

  /** Resolves in the host's next turn when a step is over, else at once. */
  async spend(bytes: number): Promise<void> {
    this.#bytes += bytes;
    if (this.#bytes < STEP_BYTES) return;
    this.#bytes = 0;
    await nextTurn();
  }
}

/** Does not keep the process alive: where nothing else does, it never resolves. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    // An immediate of this kind would wait, in an idle process, until something else happens.
    setTimeout(resolve, 0).unref();
  });
}
