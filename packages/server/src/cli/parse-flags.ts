/** Reads the options of a command, with errors that say what is allowed. */
import { parseArgs } from "node:util";
import { UsageError } from "./usage-error.ts";

export interface Flag {
  /** What stands for the value in the help; a flag without one takes no value. */
  readonly value?: string;
  readonly help: string;
  /** Whether it may be given several times. */
  readonly isList?: boolean;
}

/** By name, without dashes. */
export type Flags = Readonly<Record<string, Flag>>;

export interface ParsedFlags {
  /** Text of flags with a value, true of those without. */
  readonly values: Readonly<Record<string, string | true>>;
  /** All texts of flags that may be given several times. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
  /** What is no option. */
  readonly words: readonly string[];
}

export const HELP_FLAG: Flags = { help: { help: "Show this help" } };

/** @throws UsageError with every fault there is */
export function parseFlags(args: readonly string[], known: Flags): ParsedFlags {
  const flags: Flags = { ...known, ...HELP_FLAG };
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(flags).map(([name, { value }]) => [name, { type: value === undefined ? "boolean" : "string" }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const faults: string[] = [];
  const values: Record<string, string | true> = {};
  const lists: Record<string, string[]> = {};
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    if (!Object.hasOwn(flags, name)) {
      const allowed = Object.keys(flags).map((flag) => `--${flag}`);
      faults.push(`unknown option ${rawName}; allowed are ${allowed.join(", ")}`);
    } else if (flags[name]!.value === undefined) {
      if (value !== undefined) faults.push(`${rawName} takes no value`);
      values[name] = true;
    } else if (value === undefined || (!inlineValue && /^--?[a-z]/i.test(value))) {
      faults.push(`${rawName} needs a value: ${rawName} ${flags[name]!.value}`);
    } else if (flags[name]!.isList === true) {
      (lists[name] ??= []).push(value);
    } else {
      values[name] = value;
    }
  }
  if (faults.length > 0) throw new UsageError(faults);
  return { values, lists, words };
}
