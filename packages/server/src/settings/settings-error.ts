/** Options that cannot be used: all faults at once. */

export interface SettingFault {
  /** Name of the option, as in `ServerOptions`. */
  readonly option: string;
  /** What it must be and what it was. */
  readonly message: string;
}

export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly faults: readonly SettingFault[];

  constructor(faults: readonly SettingFault[]) {
    super(faults.map(({ option, message }) => `${option} ${message}`).join("; "));
    this.faults = faults;
  }
}
