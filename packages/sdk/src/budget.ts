/** What a session may cost: tells once when that is used up, and refuses further model calls where it is asked to. */
import { formatUsd, type Picodollars, toPicodollars } from "@rootspan/model";
import { RootspanError } from "./errors.ts";

export class Budget {
  readonly #limit: Picodollars;
  readonly #isStop: boolean;
  readonly #onUsedUp: () => void;
  #refusal: RootspanError | undefined;

  /** @param onUsedUp called once */
  constructor(limitUsd: number, isStop: boolean, onUsedUp: () => void) {
    this.#limit = toPicodollars(limitUsd);
    this.#isStop = isStop;
    this.#onUsedUp = onUsedUp;
  }

  /** With which further calls are to be rejected; undefined as long as they may be made. */
  get refusal(): RootspanError | undefined {
    return this.#isStop ? this.#refusal : undefined;
  }

  /** Told the whole cost so far whenever it has grown. */
  check(cost: Picodollars): void {
    if (this.#refusal !== undefined || cost < this.#limit) return;
    this.#refusal = new RootspanError(
      "BUDGET_EXCEEDED",
      `the session's budget of $${formatUsd(this.#limit)} is used up: it has cost $${formatUsd(cost)}. ` +
        "No further model call is made (option stopAtBudget)",
    );
    this.#onUsedUp();
  }
}
