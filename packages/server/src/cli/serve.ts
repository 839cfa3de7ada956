/** `rootspan serve` */
import { openServer, type RunningServer } from "../open-server.ts";
import type { ServerOptions } from "../settings/server-options.ts";
import { SettingsError } from "../settings/settings-error.ts";
import { DEFAULT_OPTIONS } from "../settings/to-settings.ts";
import type { Command } from "./command.ts";
import type { Flags } from "./parse-flags.ts";
import { UsageError } from "./usage-error.ts";

const { port, host, store, maxBody, maxArtifactSize, idleTimeout } = DEFAULT_OPTIONS;

const FLAGS: Flags = {
  port: { value: "PORT", help: `TCP port, 0 for a free one (default ${port})` },
  host: { value: "HOST", help: `Address to listen on (default ${host}); any but loopback needs an API key` },
  store: { value: "STORE", help: `Where sessions are kept (default ${store})` },
  "max-body": { value: "SIZE", help: `Largest request, before and after decompression (default ${maxBody})` },
  "max-artifact-size": { value: "SIZE", help: `Largest artifact, as a session's video (default ${maxArtifactSize})` },
  "idle-timeout": { value: "TIME", help: `After this time without data a session is over (default ${idleTimeout})` },
  "allow-anonymous": { help: "Answer everyone without a key" },
};

/** Names of options in flags' spelling, as `max-body` of `maxBody`. */
const OPTIONS: Readonly<Record<string, keyof ServerOptions>> = {
  port: "port",
  host: "host",
  store: "store",
  "max-body": "maxBody",
  "max-artifact-size": "maxArtifactSize",
  "idle-timeout": "idleTimeout",
  "allow-anonymous": "allowAnonymous",
};

export const serve: Command = {
  name: "serve",
  words: [],
  help: "Receive OTLP and answer REST until the process is told to stop",
  flags: FLAGS,
  async run({ values }, { out }) {
    const options = Object.fromEntries(Object.entries(values).map(([flag, value]) => [OPTIONS[flag], value]));
    const server = await open(options);
    const access = server.answersWithoutKey ? "project: default" : "API key required";
    out(`rootspan is listening on ${server.url}  (store: ${options["store"] ?? store}, ${access})\n`);
    await closeOnSignal(server);
  },
};

async function open(options: ServerOptions): Promise<RunningServer> {
  try {
    return await openServer(options);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const flagOf = (option: string) => Object.keys(OPTIONS).find((flag) => OPTIONS[flag] === option);
    throw new UsageError(error.faults.map(({ option, message }) => `--${flagOf(option)} ${message}`));
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
