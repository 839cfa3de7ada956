/** Limits on what a session's tally takes from spans, which anybody may send: a tally stays small whatever comes. */

export const MAX_NAME_LENGTH = 200;
export const MAX_REASON_LENGTH = 1_000;
export const MAX_ADDRESS_LENGTH = 2_000;
export const MAX_HOST_ENVIRONMENT_LENGTH = 65_536;
export const MAX_TAGS = 100;

/** Most models, agents and services that a tally tells apart. */
export const MAX_GROUPS = 200;

/** More than any model takes, and small enough that sums stay exact. */
export const MAX_TOKENS_A_CALL = 10_000_000_000;
export const MAX_USD_A_CALL = 1_000_000;

/** At most so many UTF-16 code units, of which the last may be an ellipsis; never half a character. */
export function shorten(text: string, maxLength: number): string {
  return text.length <= maxLength
    ? text
    : `${text
        .slice(0, maxLength - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, "")}…`;
}
