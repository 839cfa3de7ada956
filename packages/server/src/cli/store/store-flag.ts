/** Commands that work on a store's file itself, on the machine where it lies. */
import { existsSync } from "node:fs";
import { flagOf, toVariable } from "../../settings/gather-options.ts";
import { SettingsError } from "../../settings/settings-error.ts";
import { toSettings } from "../../settings/to-settings.ts";
import { CommandError } from "../command-error.ts";
import type { Terminal } from "../command.ts";
import type { Flags, ParsedFlags } from "../parse-flags.ts";
import { UsageError } from "../usage-error.ts";

export const STORE_FLAG: Flags = { store: flagOf("store") };

/** The file, which may not be there. @throws UsageError */
export function storePathOf(
  { values }: Pick<ParsedFlags, "values">,
  { environment }: Pick<Terminal, "environment">,
): string {
  const store = values["store"] ?? (environment[toVariable("store")] || undefined);
  try {
    return toSettings(store === undefined ? {} : { store: String(store) }).storePath;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new UsageError(error.faults.map(({ option, message }) => `--${option} ${message}`));
  }
}

/** @throws UsageError, CommandError when there is no such file */
export function existingStorePathOf(
  parsed: Pick<ParsedFlags, "values">,
  terminal: Pick<Terminal, "environment">,
): string {
  const path = storePathOf(parsed, terminal);
  if (!existsSync(path)) throw new CommandError(`there is no store ${path}`);
  return path;
}
