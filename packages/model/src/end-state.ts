/** How a session ended. */

export const END_STATES = ["Success", "Failure", "Indeterminate"] as const;
export type EndState = (typeof END_STATES)[number];

/** What `end()` takes: an end state or one of AgentOps' spellings of it, in any letter case. */
export type EndStateInput = EndState | "Fail" | "Error" | Lowercase<EndState> | "fail" | "error";

/** Each spelling that is understood, in lower case. */
const SPELLINGS: Readonly<Record<string, EndState>> = {
  success: "Success",
  failure: "Failure",
  fail: "Failure",
  error: "Failure",
  indeterminate: "Indeterminate",
};

/** The end state that the text names in any letter case, or undefined when it names none. */
export function parseEndState(text: unknown): EndState | undefined {
  if (typeof text !== "string") return undefined;
  const key = text.trim().toLowerCase();
  return Object.hasOwn(SPELLINGS, key) ? SPELLINGS[key] : undefined;
}
