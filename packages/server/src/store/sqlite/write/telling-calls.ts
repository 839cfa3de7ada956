/** Calls of writes whose changes are told to those who watch, and whose faults are the store's. */
import type { SessionChange } from "../../session-changes.ts";
import type { SqliteSessionChanges } from "../sqlite-session-changes.ts";
import type { Calls } from "../thread/calls.ts";
import { toStoreError } from "../to-store-error.ts";
import type { StoreWrites } from "./store-writes.ts";

const CHANGING: ReadonlySet<string> = new Set(["patchSession", "removeSessions"] satisfies (keyof StoreWrites)[]);

export function tellingCalls(writes: Calls<StoreWrites>, changes: SqliteSessionChanges): Calls<StoreWrites> {
  return {
    async call(name, ...args) {
      try {
        const result = await writes.call(name, ...args);
        if (CHANGING.has(name)) changes.tell(result as readonly SessionChange[]);
        return result;
      } catch (error) {
        throw toStoreError(error);
      }
    },
  };
}
