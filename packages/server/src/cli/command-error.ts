/** A command that could not do what was asked, in words for the person at the terminal. */
import { type ExitCode, FAILED } from "./exit-code.ts";

export class CommandError extends Error {
  override readonly name: string = "CommandError";
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = FAILED) {
    super(message);
    this.exitCode = exitCode;
  }
}
