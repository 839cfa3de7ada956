/** Tests of what not every adapter can do. */
import type { Ability, StoreUnderTest } from "./store-under-test.ts";

type Test = (title: string, test: () => Promise<void>) => void;

/** Skipped where the adapter cannot, with the reason. */
export function itNeeds(ability: Ability, { lacks }: Pick<StoreUnderTest, "lacks">): Test {
  const reason = lacks?.[ability];
  return reason === undefined ? it : (title, test) => it.skip(`${title}: ${reason}`, test);
}
