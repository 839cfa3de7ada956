/** Two lists beside each other: what is in both stands in one place, in the order of both. */
import { diffArrays } from "diff";

/** An item of the first list, of the second, or one of each that are the same thing. */
export interface Pair<T> {
  readonly a: T | undefined;
  readonly b: T | undefined;
}

/** Lists that differ in more places would take seconds to align at best. */
const MOST_EDITS = 400;

/** @param keyOf equal for what is the same thing in both lists */
export function alignLists<T>(a: readonly T[], b: readonly T[], keyOf: (item: T) => string): readonly Pair<T>[] {
  const pairs: Pair<T>[] = [];
  let atA = 0;
  let atB = 0;
  const upTo = (endA: number, endB: number): void => {
    for (; atA < endA; atA += 1) pairs.push({ a: a[atA], b: undefined });
    for (; atB < endB; atB += 1) pairs.push({ a: undefined, b: b[atB] });
  };
  const keysA = a.map(keyOf);
  const keysB = b.map(keyOf);
  for (const [inA, inB] of commonPlaces(keysA, keysB) ?? nextPlaces(keysA, keysB)) {
    upTo(inA, inB);
    pairs.push({ a: a[inA], b: b[inB] });
    atA = inA + 1;
    atB = inB + 1;
  }
  upTo(a.length, b.length);
  return pairs;
}

type Places = readonly (readonly [inA: number, inB: number])[];

/** The longest common part; undefined where too much differs. */
function commonPlaces(a: string[], b: string[]): Places | undefined {
  const changes = diffArrays(a, b, { maxEditLength: MOST_EDITS });
  if (changes === undefined) return undefined;
  const places: [number, number][] = [];
  let atA = 0;
  let atB = 0;
  for (const { added, removed, count } of changes) {
    if (!added && !removed) for (let index = 0; index < count; index += 1) places.push([atA + index, atB + index]);
    if (!added) atA += count;
    if (!removed) atB += count;
  }
  return places;
}

/** Of each item of the first list the next one in the second: not the longest common part, but found at once. */
function nextPlaces(a: readonly string[], b: readonly string[]): Places {
  const waiting = new Map<string, number[]>();
  for (const [inB, key] of [...b.entries()].toReversed()) {
    const places = waiting.get(key);
    if (places === undefined) waiting.set(key, [inB]);
    else places.push(inB);
  }
  const found: [number, number][] = [];
  let from = 0;
  for (const [inA, key] of a.entries()) {
    const places = waiting.get(key) ?? [];
    while (places.length > 0 && places.at(-1)! < from) places.pop();
    const inB = places.pop();
    if (inB === undefined) continue;
    found.push([inA, inB]);
    from = inB + 1;
  }
  return found;
}
