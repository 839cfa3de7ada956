/** `rootspan vacuum` */
import { openStore } from "../../store/open-store.ts";
import { showStoreAddress } from "../../store/store-address.ts";
import { StoreError } from "../../store/store-error.ts";
import { CommandError } from "../command-error.ts";
import type { Command } from "../command.ts";
import { formatBytes } from "../output/amounts.ts";
import { existingStoreAddressOf, STORE_FLAG } from "./store-flag.ts";

export const vacuum: Command = {
  name: "vacuum",
  words: [],
  help: "Give space that a store no longer uses back to the disk; no server may be running",
  flags: STORE_FLAG,
  async run(parsed, terminal) {
    const address = existingStoreAddressOf(parsed, terminal);
    const store = await openStore(address).catch((error: unknown) => {
      if (!(error instanceof StoreError) || error.reason !== "in_use") throw error;
      throw new CommandError(`${error.message}: stop it first, as nothing can be written meanwhile`);
    });
    try {
      const before = (await store.maintenance.usage()).databaseBytes;
      await store.maintenance.vacuum();
      const shown = address.kind === "sqlite" ? address.path : showStoreAddress(address);
      const after = (await store.maintenance.usage()).databaseBytes;
      terminal.out(
        `${shown} has ${formatBytes(after)} now, ${formatBytes(Math.max(0, before - after))} less than before\n`,
      );
    } finally {
      await store.close();
    }
  },
};
