/** `rootspan vacuum` */
import { openSqliteStore } from "../../store/sqlite/open-sqlite-store.ts";
import { StoreError } from "../../store/store-error.ts";
import { CommandError } from "../command-error.ts";
import type { Command } from "../command.ts";
import { formatBytes } from "../output/amounts.ts";
import { existingStorePathOf, STORE_FLAG } from "./store-flag.ts";

export const vacuum: Command = {
  name: "vacuum",
  words: [],
  help: "Give space that a store no longer uses back to the disk; no server may be running",
  flags: STORE_FLAG,
  async run(parsed, terminal) {
    const path = existingStorePathOf(parsed, terminal);
    const store = await openSqliteStore({ path }).catch((error: unknown) => {
      if (!(error instanceof StoreError) || error.reason !== "in_use") throw error;
      throw new CommandError(`${error.message}: stop it first, as nothing can be written meanwhile`);
    });
    try {
      const before = (await store.maintenance.usage()).databaseBytes;
      await store.maintenance.vacuum();
      const after = (await store.maintenance.usage()).databaseBytes;
      terminal.out(
        `${path} has ${formatBytes(after)} now, ${formatBytes(Math.max(0, before - after))} less than before\n`,
      );
    } finally {
      await store.close();
    }
  },
};
