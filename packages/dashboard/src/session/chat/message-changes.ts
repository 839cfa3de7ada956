/** What a model call was told anew: agents send the whole conversation again with every call. */
import type { Message } from "./messages.ts";

export interface MessageChanges {
  /** How many messages at the beginning are those of the call before. */
  readonly repeated: number;
  /** Those of the call before that are gone, because the history was shortened or written anew. */
  readonly dropped: readonly Message[];
  readonly added: readonly Message[];
}

/** @param before what the model call before this one was told and answered */
export function changesBetween(before: readonly Message[], now: readonly Message[]): MessageChanges {
  const known = before.map(toKey);
  let repeated = 0;
  while (repeated < now.length && repeated < known.length && toKey(now[repeated]!) === known[repeated]) repeated += 1;
  return { repeated, dropped: before.slice(repeated), added: now.slice(repeated) };
}

/** The end of an answer is not part of what is said again. */
function toKey({ role, parts }: Message): string {
  return JSON.stringify([role, parts]);
}
