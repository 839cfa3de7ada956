/** A tally as JSON text, for stores. Integers of 64 bits and more are decimal text. */
import type { SessionTally } from "./session-tally.ts";

/** Marks a bigint in JSON; no string of ours begins with it, and other strings that do are marked once more. */
const MARK = "\u0001";

export function tallyToJson(tally: SessionTally): string {
  return JSON.stringify(tally, (_key, value: unknown) => {
    if (typeof value === "bigint") return `${MARK}${value}`;
    return typeof value === "string" && value.startsWith(MARK) ? `${MARK}"${value}` : value;
  });
}

/** @throws SyntaxError when the text is not JSON. */
export function tallyFromJson(json: string): SessionTally {
  return JSON.parse(json, (_key, value: unknown) => {
    if (typeof value !== "string" || !value.startsWith(MARK)) return value;
    return value[1] === '"' ? value.slice(2) : BigInt(value.slice(1));
  }) as SessionTally;
}
