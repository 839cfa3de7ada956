/** A command that could not do what was asked, in words for the person at the terminal. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}
