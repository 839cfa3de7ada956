/** What `--help` shows. */
import type { Command } from "./command.ts";
import type { Flags } from "./parse-flags.ts";

export function helpOfAll(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => usage(command).length));
  const lines = commands.map((command) => `  ${usage(command).padEnd(width)}  ${command.help}`);
  return `Rootspan: sessions for AI agents\n\n${lines.join("\n")}\n\nrootspan COMMAND --help tells more; rootspan --version\n`;
}

export function helpOf(command: Command): string {
  return `${usage(command)}\n  ${command.help}\n\n${flagLines(command.flags)}\n`;
}

function usage({ name, words }: Command): string {
  return ["rootspan", name, ...words].join(" ");
}

function flagLines(flags: Flags): string {
  const left = Object.entries(flags).map(([name, { value }]) =>
    value === undefined ? `--${name}` : `--${name} ${value}`,
  );
  const width = Math.max(...left.map((text) => text.length));
  return Object.values(flags)
    .map(
      ({ help, isList }, index) =>
        `  ${left[index]!.padEnd(width)}  ${help}${isList === true ? "; may be repeated" : ""}`,
    )
    .join("\n");
}
