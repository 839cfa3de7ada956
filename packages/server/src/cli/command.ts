/** What a command of the command line is. */
import type { Writable } from "node:stream";
import type { Flags, ParsedFlags } from "./parse-flags.ts";

/** Where a command writes. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** The same as `out`, for what is too long to wait in memory until somebody reads it. */
  readonly output: Writable;
  /** Width of the window that people see `out` in; undefined where it goes to a file or another program. */
  readonly columns: number | undefined;
  readonly hasColours: boolean;
  /** Whether people see `error`, so that a line of it can be written over. */
  readonly showsProgress: boolean;
  /** Asks a question and resolves with the line that was answered; undefined where nobody is there to answer. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface Command {
  /** The words that call it, as `keys create`. */
  readonly name: string;
  /** Words after it, in the order they come, as `ID`; `PATH…` is one or more, `[ID…]` none or more. */
  readonly words: readonly string[];
  readonly help: string;
  readonly flags: Flags;
  /** Resolves when the command is done. @throws Error with a message for the person at the terminal */
  run(parsed: ParsedFlags, terminal: Terminal): Promise<void>;
}
