/** A command line that cannot be run: all faults at once. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.faults = faults;
  }
}
