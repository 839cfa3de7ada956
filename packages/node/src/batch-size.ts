/** How much is sent at once: less where a receiver refuses it, so that a bad span takes no good ones with it. */
import { isOfContent, PAYLOAD_TOO_LARGE } from "./refusal.ts";

/** A receiver that refuses so many in a row refuses whatever it gets, and is not asked for each span. */
const MAX_REFUSALS = 8;

export class BatchSize {
  readonly #max: number;
  #limit: number;
  /** Parts that could not be halved, since something was accepted. */
  #refusals = 0;

  constructor(max: number) {
    this.#max = max;
    this.#limit = max;
  }

  get limit(): number {
    return this.#limit;
  }

  accepted(): void {
    this.#refusals = 0;
    this.#limit = Math.min(this.#max, this.#limit * 2);
  }

  /**
   * @param size what was sent, in the unit of the limit
   * @returns whether a part of it shall be sent again; the limit is then half of it
   */
  refused(status: number, spans: number, size: number): boolean {
    const isTooLarge = status === PAYLOAD_TOO_LARGE;
    if (spans > 1 && (isTooLarge || (isOfContent(status) && this.#refusals < MAX_REFUSALS))) {
      this.#limit = Math.ceil(Math.min(this.#limit, size) / 2);
      return true;
    }
    this.#refusals += 1;
    if (!isTooLarge && this.#refusals >= MAX_REFUSALS) this.#limit = this.#max;
    return false;
  }
}
