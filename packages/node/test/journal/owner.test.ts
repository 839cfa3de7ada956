/** Who may take the folder of another process, and when. */
import { mkdirSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Journal } from "../../src/journal/journal.ts";
import { changeOwner, filesIn, journalsIn, pathsIn, useFolder } from "./folder.ts";
import { NOTHING, useJournals } from "./journals.ts";
import { createReceiver } from "./receiver.ts";
import { createCall, createRoot } from "./spans.ts";

const directory = useFolder();
const { start, leave, recover } = useJournals(directory);

const describeOnLinux = process.platform === "linux" ? describe : describe.skip;

describe("who may take a folder", () => {
  const write = (journal: Journal) => {
    journal.openRoot(createRoot(1));
    journal.append(createCall(1, 0));
  };
  const owners = () => pathsIn(directory(), "owner.json");
  const MINUTE_MS = 60_000;

  function silence(minutes: number): void {
    const then = new Date(Date.now() - minutes * MINUTE_MS);
    for (const path of owners()) utimesSync(path, then, then);
  }

  function open(): void {
    write(start());
  }

  it("nobody while the owner lives, however silent it is", async () => {
    open();
    silence(24 * 60);
    expect(await recover(createReceiver())).toEqual(NOTHING);
    expect(journalsIn(directory())).toHaveLength(1);
  });

  it("nobody on another machine for a quarter of an hour of silence", async () => {
    open();
    changeOwner(owners()[0]!, { host: "elsewhere", bootId: "another", pid: 2 ** 30 });
    silence(14);
    expect(await recover(createReceiver())).toEqual(NOTHING);
    silence(16);
    expect(await recover(createReceiver())).toMatchObject({ folders: 1 });
  });

  describeOnLinux("by the marks of Linux", () => {
    it("anybody when another process has the number of the owner now", async () => {
      open();
      changeOwner(owners()[0]!, { startTicks: "1" });
      expect(await recover(createReceiver())).toMatchObject({ folders: 1, closedRoots: 1 });
    });

    it("anybody when a container's process 1 was started again", async () => {
      open();
      changeOwner(owners()[0]!, { pid: 1, startTicks: "1" });
      expect(await recover(createReceiver())).toMatchObject({ folders: 1 });
    });

    it("nobody in another container for five minutes of silence: its numbers say nothing here", async () => {
      open();
      changeOwner(owners()[0]!, { pid: 1, startTicks: "1", pidNamespace: "pid:[1]" });
      silence(4);
      expect(await recover(createReceiver())).toEqual(NOTHING);
      silence(6);
      expect(await recover(createReceiver())).toMatchObject({ folders: 1 });
    });
  });

  it("anybody when the owner was done with it", async () => {
    const journal = start();
    journal.append(createCall(1, 0));
    journal.close();
    expect(await recover(createReceiver())).toMatchObject({ folders: 1, recovered: 1 });
  });

  it("nobody while the owner has closed it with a root open, as the session goes on", async () => {
    const journal = start();
    write(journal);
    journal.close();
    expect(await recover(createReceiver())).toEqual(NOTHING);
  });

  it("nobody soon, when power was lost before its owner was on the disk", async () => {
    open();
    writeFileSync(owners()[0]!, "");
    expect(await recover(createReceiver())).toEqual(NOTHING);
    silence(16);
    expect(await recover(createReceiver())).toMatchObject({ folders: 1 });
  });

  it("nobody of this version, when a later one has written it in another way", async () => {
    open();
    changeOwner(owners()[0]!, { format: 2, pid: 2 ** 30, isReleased: true });
    silence(24 * 60);
    expect(await recover(createReceiver())).toEqual(NOTHING);
  });

  it("one who finds a recoverer dead takes all that it had claimed, to any depth", async () => {
    for (const session of [1, 2, 3]) {
      leave((journal) => {
        journal.openRoot(createRoot(session));
        journal.append(createCall(session, session));
      });
    }
    const [first, second, third] = journalsIn(directory());
    for (const [inner, outer] of [
      [third!, second!],
      [second!, first!],
    ] as const) {
      mkdirSync(join(outer, "claimed"));
      renameSync(inner, join(outer, "claimed", basename(inner)));
    }
    expect(journalsIn(directory())).toHaveLength(1);
    const receiver = createReceiver();
    expect(await recover(receiver)).toMatchObject({ folders: 3, recovered: 6, closedRoots: 3, left: 0 });
    expect(filesIn(directory())).toEqual([]);
  });

  it("nothing of anybody else in the directory is touched", async () => {
    mkdirSync(join(directory(), "1-0000000000000000", "sub"), { recursive: true });
    mkdirSync(join(directory(), "photos.journal"));
    writeFileSync(join(directory(), "photos.journal", "0000000000000000.jsonl"), "mine");
    writeFileSync(join(directory(), "notes.refused"), "mine");
    writeFileSync(join(directory(), "1-0000000000000000.journal"), "a file");
    const before = filesIn(directory());
    expect(await recover(createReceiver(), { now: () => Date.now() + 24 * 60 * MINUTE_MS })).toMatchObject({
      recovered: 0,
    });
    expect(filesIn(directory())).toEqual(before);
  });
});
