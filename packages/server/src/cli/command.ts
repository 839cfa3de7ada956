/** What a command of the command line is. */
import type { Flags, ParsedFlags } from "./parse-flags.ts";

/** Where a command writes. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

export interface Command {
  /** The words that call it, as `keys create`. */
  readonly name: string;
  /** Words after it, in the order they come, as `ID`. */
  readonly words: readonly string[];
  readonly help: string;
  readonly flags: Flags;
  /** Resolves when the command is done. @throws Error with a message for the person at the terminal */
  run(parsed: ParsedFlags, terminal: Terminal): Promise<void>;
}
