/** What the suites of the store's ports need of an adapter. */
import { type PriceBook, summarise, overlayEdits } from "@rootspan/model";
import type { Pace } from "../../src/store/sqlite/read/session-walk.ts";
import type { Store } from "../../src/store/store.ts";
import type { StoredSession } from "../../src/store/session-store.ts";
import { newSpanId } from "../spans.ts";

/** - `copies`: to a file - `compaction`: of sessions that are over - `free space`: how much there is is known */
export type Ability = "copies" | "compaction" | "free space";

export interface StoreUnderTest {
  readonly prices: PriceBook;
  /** A new store. */
  readonly open: (settings?: {
    readonly maxWaitingSpans?: number;
    readonly now?: () => number;
    readonly idleTimeoutMs?: number;
    readonly pace?: Pace;
  }) => Promise<Store>;
  /** The same store again, after it was closed. */
  readonly reopen: () => Promise<Store>;
  /** What the adapter cannot do, and why. */
  readonly lacks?: Readonly<Partial<Record<Ability, string>>>;
}

export const NOW = 1_763_900_000_000;

export async function projectNamed(store: Store, projectName: string): Promise<string> {
  const id = newSpanId();
  return (await store.keys.addKey({ id, hash: new Uint8Array(32), projectName, createdAtMs: NOW })).project.id;
}

export function shownOf({ tally, edits }: StoredSession): ReturnType<typeof summarise> {
  return overlayEdits(summarise(tally), edits);
}
