/** What a session may cost: tells once when that is used up, and refuses further model calls where it is asked to. */
import { formatUsd, type Picodollars, toPicodollars } from "@rootspan/model";
import { RootspanError } from "./errors.ts";

export class Budget {
  readonly #limit: Picodollars;
  readonly #isStop: boolean;
  readonly #onUsedUp: () => void;
  /** What the session had cost when the budget was used up. */
  #cost: Picodollars | undefined;

  /** @param onUsedUp called once */
  constructor(limitUsd: number, isStop: boolean, onUsedUp: () => void) {
    this.#limit = toPicodollars(limitUsd);
    this.#isStop = isStop;
    this.#onUsedUp = onUsedUp;
  }

  /** With which further calls are to be rejected; undefined as long as they may be made. */
  get refusal(): RootspanError | undefined {
    if (!this.#isStop || this.#cost === undefined) return undefined;
    return new RootspanError(
      "BUDGET_EXCEEDED",
      `the session's budget of $${formatUsd(this.#limit)} is used up: it has cost $${formatUsd(this.#cost)}. ` +
        "No further model call is made (option stopAtBudget)",
    );
  }

  /** Told the whole cost so far whenever it has grown. */
  check(cost: Picodollars): void {
    if (this.#cost !== undefined || cost < this.#limit) return;
    this.#cost = cost;
    this.#onUsedUp();
  }
}
