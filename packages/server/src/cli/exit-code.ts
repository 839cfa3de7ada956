/** How the program ends; docs/command-line.md lists them for scripts. */

export const DONE = 0;
export const FAILED = 1;
export const WRONG_USE = 2;
export const NOT_FOUND = 3;
export const NO_ACCESS = 4;
export const NO_ANSWER = 5;

export type ExitCode =
  | typeof DONE
  | typeof FAILED
  | typeof WRONG_USE
  | typeof NOT_FOUND
  | typeof NO_ACCESS
  | typeof NO_ANSWER;
