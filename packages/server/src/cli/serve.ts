/** `rootspan serve` */
import { openServer, type RunningServer } from "../open-server.ts";
import { FILE_VARIABLE, flagOf, gatherOptions, type GatheredOptions, toFlag } from "../settings/gather-options.ts";
import { OPTION_NAMES } from "../settings/option-table.ts";
import type { ServerOptions } from "../settings/server-options.ts";
import { SettingsError } from "../settings/settings-error.ts";
import { toSettings } from "../settings/to-settings.ts";
import { showStoreAddress } from "../store/store-address.ts";
import type { Command } from "./command.ts";
import type { Flags, ParsedFlags } from "./parse-flags.ts";
import { UsageError } from "./usage-error.ts";

const FLAGS: Flags = {
  ...Object.fromEntries(OPTION_NAMES.map((option) => [toFlag(option), flagOf(option)])),
  config: { value: "FILE", help: `JSON file with any of these options; also ${FILE_VARIABLE}` },
};

export const serve: Command = {
  name: "serve",
  words: [],
  help: "Receive OTLP and answer REST until the process is told to stop",
  flags: FLAGS,
  async run({ values }, { out }) {
    const options = readOptions(values);
    const server = await openServer(options);
    const access = server.answersWithoutKey ? "project: default" : "API key required";
    const store = showStoreAddress(toSettings(options).store);
    const grpc = server.grpcPort === undefined ? "" : ` and for gRPC on port ${server.grpcPort}`;
    out(`rootspan is listening on ${server.url}${grpc}  (store: ${store}, ${access})\n`);
    await closeOnSignal(server);
  },
};

/** @throws UsageError with the faults of all sources */
function readOptions(flags: ParsedFlags["values"]): ServerOptions {
  const file = flags["config"] ?? (process.env[FILE_VARIABLE] || undefined);
  const gathered = gatherOptions({
    flags,
    environment: process.env,
    ...(file !== undefined && { file: String(file) }),
  });
  const faults = [...gathered.faults, ...faultsOf(gathered)];
  if (faults.length > 0) throw new UsageError(faults);
  return gathered.options;
}

function faultsOf({ options, nameOf }: GatheredOptions): readonly string[] {
  try {
    toSettings(options);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.faults.map(({ option, message }) => `${nameOf(option)} ${message}`);
  }
}

/** Closes in good order, then lets the signal do what it does to a process that does not listen for it. */
async function closeOnSignal(server: RunningServer): Promise<void> {
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, resolve);
  });
  // A second signal while closing ends the process at once.
  process.removeAllListeners("SIGINT").removeAllListeners("SIGTERM");
  await server.close();
  process.kill(process.pid, signal);
}
