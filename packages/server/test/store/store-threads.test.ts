/** What runs in threads gets at its files, also when somebody has them for a moment. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { createPriceBook } from "@rootspan/model";
import type { FollowerWork } from "../../src/store/sqlite/follow/follower-work.ts";
import { prepareFile } from "../../src/store/sqlite/open-database.ts";
import type { StoreReads } from "../../src/store/sqlite/read/store-reads.ts";
import { prepareSearchFile, searchFileOf } from "../../src/store/sqlite/search/search-file.ts";
import { ThreadCalls } from "../../src/store/sqlite/thread/thread-calls.ts";

describe("a thread of a store", () => {
  let folder: string;
  let path: string;
  let close: () => Promise<void>;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rootspan-threads-"));
    path = join(folder, "store.db");
  });

  afterEach(async () => {
    await close();
    rmSync(folder, { recursive: true });
  });

  const prepare = (): void => {
    prepareFile(path, createPriceBook());
    prepareSearchFile(path);
  };

  it("waits for a file that another connection has alone", async () => {
    prepare();
    const holder = new DatabaseSync(searchFileOf(path));
    holder.exec("PRAGMA locking_mode = EXCLUSIVE; UPDATE progress SET sequence = 0");
    const follower = new ThreadCalls<FollowerWork>({ role: "follower", path });
    close = () => follower.close();
    const step = follower.call("index");
    await wait(500);
    holder.close();
    expect(await step).toEqual({ sequence: 0, more: false, outdated: [] });
  });

  it("that could not open its file tries again when it is called again", async () => {
    const reader = new ThreadCalls<StoreReads>({ role: "reader", path });
    close = () => reader.close();
    await expect(reader.call("lastSequence")).rejects.toThrow("unable to open database file");
    prepare();
    expect(await reader.call("lastSequence")).toBe(0);
  });
});
