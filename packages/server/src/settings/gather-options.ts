/** Puts together what flags, variables and a file say, and keeps in mind who said what, so that faults can name it. */
import { readFileSync } from "node:fs";
import { OPTION_NAMES, OPTION_TABLE, type OptionName } from "./option-table.ts";
import type { ServerOptions } from "./server-options.ts";

export interface OptionSources {
  /** By the flag's name without dashes; true for a flag without a value. */
  readonly flags: Readonly<Record<string, string | true>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A JSON file with an object of options. */
  readonly file?: string | undefined;
}

export interface GatheredOptions {
  readonly options: ServerOptions;
  /** Where an option was given, as `--port`, `ROOTSPAN_SERVER_PORT` or `port in server.json`. */
  readonly nameOf: (option: string) => string;
  /** What makes a source unusable. */
  readonly faults: readonly string[];
}

/** As `max-body` of `maxBody`. */
export function toFlag(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** As `ROOTSPAN_SERVER_MAX_BODY` of `maxBody`. */
export function toVariable(option: string): string {
  return `ROOTSPAN_SERVER_${toFlag(option).replaceAll("-", "_").toUpperCase()}`;
}

/** A flag wins over a variable, and that over the file. A variable that is empty counts as not given. */
export function gatherOptions({ flags, environment, file }: OptionSources): GatheredOptions {
  const options: Record<string, unknown> = {};
  const names = new Map<string, string>();
  const give = (option: string, value: unknown, name: string): void => {
    options[option] = value;
    names.set(option, name);
  };
  const faults: string[] = [];
  if (file !== undefined) {
    const read = readOptionsFile(file);
    if (typeof read === "string") faults.push(read);
    else for (const [option, value] of Object.entries(read)) give(option, value, `${option} in ${file}`);
  }
  for (const option of OPTION_NAMES) {
    const variable = toVariable(option);
    if (environment[variable]) give(option, environment[variable], variable);
    const flag = toFlag(option);
    if (flags[flag] !== undefined) give(option, flags[flag], `--${flag}`);
  }
  faults.push(...unknownVariables(environment));
  return { options, nameOf: (option) => names.get(option) ?? option, faults };
}

/** The name of the variable that names the file. */
export const FILE_VARIABLE = "ROOTSPAN_SERVER_CONFIG";

function unknownVariables(environment: OptionSources["environment"]): readonly string[] {
  const known = [...OPTION_NAMES.map(toVariable), FILE_VARIABLE];
  return Object.keys(environment)
    .filter((name) => name.startsWith("ROOTSPAN_SERVER_") && !known.includes(name))
    .map((name) => `${name} is no variable of the server; there are ${known.join(", ")}`);
}

/** Its options, or what is wrong with it. */
function readOptionsFile(file: string): Readonly<Record<string, unknown>> | string {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    return `cannot read ${file}: ${(error as { code?: string }).code ?? "unknown"}`;
  }
  try {
    const options: unknown = JSON.parse(text);
    if (typeof options === "object" && options !== null && !Array.isArray(options)) return { ...options };
    return `${file} must hold a JSON object of options, as {"port": 4318}`;
  } catch (error) {
    return `${file} is not JSON: ${(error as Error).message}`;
  }
}

/** Of an option that may be given as a flag: whether it takes a value, and what the help says. */
export function flagOf(option: OptionName): { readonly value?: string; readonly help: string } {
  const { placeholder, help, byDefault } = OPTION_TABLE[option];
  if (placeholder === undefined) return { help };
  const told = byDefault === "" || byDefault === "false" ? help : `${help} (default ${byDefault})`;
  return { value: placeholder, help: told };
}
