/**
 * A bounded number of groups with names. Beyond the bound the groups that come first in the order of names are kept
 * apart and all others are one, so that the result does not depend on the order in which they came: a group that once
 * fell to the others can never be among the first again.
 */
import { MAX_GROUPS, MAX_NAME_LENGTH, shorten } from "./bounds.ts";

/** The name of all groups that are not kept apart. It sorts behind every name that `toGroupName` gives. */
export const OTHERS = "\uFFFF";

/** Sorted by name. */
export type Groups<T> = readonly (readonly [string, T])[];

/** Most names are, and to see that is cheaper than to look for every character that they may not have. */
const PLAIN = /^[ -~]*$/;

/** A name as groups have it: bounded, without control characters, and before `OTHERS`. */
export function toGroupName(text: string): string {
  if (text.length <= MAX_NAME_LENGTH && PLAIN.test(text)) return text;
  return shorten(text, MAX_NAME_LENGTH).replace(/[\p{Cc}\uffff]/gu, "\uFFFD");
}

/** @param name from `toGroupName`, or made of such names, or `OTHERS` */
export function addToGroups<T>(groups: Groups<T>, name: string, value: T, merge: (a: T, b: T) => T): Groups<T> {
  const index = findPlace(groups, name);
  const known = groups[index];
  if (known?.[0] === name) return groups.with(index, [name, merge(known[1], value)]);
  const grown = groups.toSpliced(index, 0, [name, value]);
  return countApart(grown) <= MAX_GROUPS ? grown : dropLast(grown, merge);
}

export function mergeGroups<T>(a: Groups<T>, b: Groups<T>, merge: (a: T, b: T) => T): Groups<T> {
  return b.reduce((groups, [name, value]) => addToGroups(groups, name, value, merge), a);
}

function countApart<T>(groups: Groups<T>): number {
  return groups.at(-1)?.[0] === OTHERS ? groups.length - 1 : groups.length;
}

/** Gives the last group that is apart to the others. */
function dropLast<T>(groups: Groups<T>, merge: (a: T, b: T) => T): Groups<T> {
  const apart = countApart(groups);
  const [, dropped] = groups[apart - 1]!;
  const others = groups[apart];
  return [...groups.slice(0, apart - 1), [OTHERS, others === undefined ? dropped : merge(dropped, others[1])]];
}

/** Where the name is, or where it would have to be. */
function findPlace<T>(groups: Groups<T>, name: string): number {
  let low = 0;
  let high = groups.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (groups[middle]![0] < name) low = middle + 1;
    else high = middle;
  }
  return low;
}
