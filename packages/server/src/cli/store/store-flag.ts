/** Commands that work on a store itself, without a server. */
import { existsSync } from "node:fs";
import { flagOf, toVariable } from "../../settings/gather-options.ts";
import { SettingsError } from "../../settings/settings-error.ts";
import { toSettings } from "../../settings/to-settings.ts";
import type { StoreAddress } from "../../store/store-address.ts";
import { CommandError } from "../command-error.ts";
import type { Terminal } from "../command.ts";
import type { Flags, ParsedFlags } from "../parse-flags.ts";
import { UsageError } from "../usage-error.ts";

export const STORE_FLAG: Flags = { store: flagOf("store") };

/** The store, which may not be there. @throws UsageError */
export function storeAddressOf(
  { values }: Pick<ParsedFlags, "values">,
  { environment }: Pick<Terminal, "environment">,
): StoreAddress {
  const store = values["store"] ?? (environment[toVariable("store")] || undefined);
  try {
    return toSettings(store === undefined ? {} : { store: String(store) }).store;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new UsageError(error.faults.map(({ option, message }) => `--${option} ${message}`));
  }
}

/** @throws UsageError, CommandError when it is a file that is not there */
export function existingStoreAddressOf(
  parsed: Pick<ParsedFlags, "values">,
  terminal: Pick<Terminal, "environment">,
): StoreAddress {
  const address = storeAddressOf(parsed, terminal);
  if (address.kind === "sqlite" && !existsSync(address.path)) {
    throw new CommandError(`there is no store ${address.path}`);
  }
  return address;
}
