/** Disks that are full, folders that are forbidden or gone: nothing reaches the host, everything is counted. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Journal, JournalSettings } from "../../src/journal/journal.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { recoverJournals } from "../../src/journal/recover-journals.ts";
import { type App, runApp } from "./apps/run.ts";
import { filesIn, journalsIn, killOwners, pathsIn, useFolder } from "./folder.ts";
import { createReceiver } from "./receiver.ts";
import { createCall, createRoot, endRoot } from "./spans.ts";

const directory = useFolder();

const describeOnLinux = process.platform === "linux" ? describe : describe.skip;
/** A file system of its own needs rights that not every machine gives. */
const canMount = spawnSync("unshare", ["-Urm", "sh", "-c", "mount -t tmpfs -o size=1m none /mnt"]).status === 0;
const describeWithMount = canMount ? describe : describe.skip;

/** What an application said in one line that begins with the word. */
function said(app: App, word: string): string {
  return app.lines.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1) ?? "nothing";
}

const spansSaid = (app: App) =>
  app.lines.filter((line) => line.startsWith("span ")).map((line) => Number(line.slice(5)));

describeOnLinux("a limit", () => {
  it("on the size of files takes no more, and what it took is whole", async () => {
    // Blocks of 1024 bytes. Node ignores the signal that comes with the error.
    const app = runApp("full-disk.ts", [directory()], ["bash", "-c", 'ulimit -f 64; exec "$0" "$@"']);
    expect(await app.over).toBe(0);
    expect(app.errors()).toBe("");
    const [before, failed] = said(app, "before").split(" ").map(Number);
    expect(before).toBeGreaterThan(10);
    expect(before! + failed!).toBe(1_000);
    // What was acknowledged is off the disk.
    expect(said(app, "after")).toBe("0 10");
    expect(said(app, "root")).toBe("kept");
    const warnings = JSON.parse(said(app, "warnings")) as string[];
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("EFBIG");

    const receiver = createReceiver();
    expect(await recoverJournals({ directory: directory() }, receiver.deliver)).toMatchObject({
      recovered: 11,
      closedRoots: 0,
      skippedLines: 0,
    });
    expect(receiver.indexes().filter((index) => index !== undefined)).toEqual(spansSaid(app).slice(before));
  });

  it("on rights keeps nothing until a directory may be written to", async () => {
    mkdirSync(directory());
    chmodSync(dirname(directory()), 0o755);
    chmodSync(directory(), 0o555);
    const app = runApp("no-rights.ts", [directory()]);
    expect(await app.over).toBe(0);
    expect(app.errors()).toBe("");
    expect(said(app, "read-only")).toBe("undefined undefined");
    expect(said(app, "writable")).toBe("true");
    expect(JSON.parse(said(app, "counters"))).toMatchObject({ appended: 1, failed: 3 });
    expect(JSON.parse(said(app, "warnings"))).toEqual([expect.stringContaining("EACCES")]);
    // The root that could not be written then is there now.
    const receiver = createReceiver();
    expect(await recoverJournals({ directory: directory() }, receiver.deliver)).toMatchObject({
      recovered: 2,
      closedRoots: 1,
    });
  });

  it("on open files keeps nothing until the process may open one", async () => {
    const app = runApp("no-files.ts", [directory()], ["bash", "-c", 'ulimit -n 64; exec "$0" "$@"']);
    expect(await app.over).toBe(0);
    expect(app.errors()).toBe("");
    expect(said(app, "limit")).toBe("EMFILE");
    expect([said(app, "refused"), said(app, "taken")]).toEqual(["3", "2"]);
    expect(JSON.parse(said(app, "counters"))).toMatchObject({ appended: 2, failed: 3 });
    expect(JSON.parse(said(app, "warnings"))).toEqual([expect.stringContaining("EMFILE")]);
  });
});

describeWithMount("a full file system of two megabytes", () => {
  it("takes no more, and takes spans again when there is room", async () => {
    const mount = join(dirname(directory()), "small");
    const aside = join(dirname(directory()), "aside");
    mkdirSync(mount);
    const script = [
      `mount -t tmpfs -o size=2m none ${mount}`,
      `dd if=/dev/zero of=${mount}/ballast bs=1024 count=1500 status=none`,
      `"$0" "$@" || exit $?`,
      `cp -rp ${mount}/journal ${aside}`,
    ].join("\n");
    const app = runApp(
      "full-disk.ts",
      [join(mount, "journal"), join(mount, "ballast")],
      ["unshare", "-Urm", "bash", "-c", script],
    );
    expect(await app.over).toBe(0);
    expect(app.errors()).toBe("");
    const [before, failed] = said(app, "before").split(" ").map(Number);
    expect(before).toBeGreaterThan(50);
    expect(before! + failed!).toBe(1_000);
    expect(said(app, "after")).toBe("0 10");
    expect(said(app, "root")).toBe("kept");
    expect(JSON.parse(said(app, "warnings"))).toEqual([expect.stringContaining("ENOSPC")]);

    renameSync(aside, directory());
    killOwners(directory());
    const receiver = createReceiver();
    const counters = await recoverJournals({ directory: directory() }, receiver.deliver);
    expect(counters).toMatchObject({ recovered: before! + 11, closedRoots: 0, skippedLines: 0 });
    expect(receiver.indexes().filter((index) => index !== undefined)).toEqual(spansSaid(app));
  });
});

describe("in this process", () => {
  let opened: Journal[] = [];
  let nowMs = 1_800_000_000_000;
  let warnings: string[] = [];
  afterEach(() => {
    for (const journal of opened) journal.close();
    opened = [];
    warnings = [];
  });

  function start(settings: Partial<JournalSettings> = {}): Journal {
    const journal = openJournal({
      directory: directory(),
      now: () => nowMs,
      warn: (message) => warnings.push(message),
      ...settings,
    });
    opened.push(journal);
    return journal;
  }

  it("a directory whose place a file has is tried again and again, and warned of once", () => {
    writeFileSync(directory(), "a file");
    const journal = start();
    journal.openRoot(createRoot(1));
    for (let seconds = 0; seconds < 600; seconds += 1) {
      expect(journal.append(createCall(1, seconds))).toBeUndefined();
      nowMs += 1_000;
    }
    expect(journal.counters()).toMatchObject({ appended: 0, failed: 601 });
    expect(warnings).toHaveLength(1);
    rmSync(directory());
    nowMs += 60_000;
    expect(journal.append(createCall(1, 1_000))).toBeDefined();
    expect(filesIn(directory())).toEqual([
      "*.journal/*.root",
      "*.journal/0000000000000000.jsonl",
      "*.journal/owner.json",
    ]);
  });

  it.each(["its own folder", "the whole directory"])("goes on in another folder when somebody removes %s", (what) => {
    const journal = start();
    const [ended, open] = [createRoot(1), createRoot(2)];
    journal.openRoot(ended);
    journal.openRoot(open);
    const first = journal.append(createCall(1, 0))!;
    journal.append(createCall(1, 1));
    journal.acknowledge(first);
    journal.append(endRoot(ended));
    rmSync(what === "its own folder" ? journalsIn(directory())[0]! : directory(), { recursive: true });
    nowMs += 1_000;
    const next = journal.append(createCall(2, 2))!;
    expect(next).toBeGreaterThan(first);
    // Those that nobody had acknowledged, with the rest of their segment.
    expect(journal.counters()).toMatchObject({ appended: 4, lost: 3, failed: 0 });
    expect(warnings).toEqual([expect.stringContaining("somebody removed the journal's folder")]);
    expect(pathsIn(directory(), ".root").map((path) => path.split("/").at(-1))).toEqual([
      `${open.spanContext().traceId}-${open.spanContext().spanId}.root`,
    ]);
    journal.acknowledge(next);
    expect(pathsIn(directory(), ".jsonl")).toEqual([]);
  });

  it("an acknowledgement that cannot be written still frees the disk", () => {
    const journal = start();
    const position = journal.append(createCall(1, 0))!;
    mkdirSync(join(journalsIn(directory())[0]!, "acknowledged"));
    journal.acknowledge(position);
    expect(journal.counters().bytes).toBe(0);
    expect(pathsIn(directory(), ".jsonl")).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("EISDIR")]);
    rmSync(join(journalsIn(directory())[0]!, "acknowledged"), { recursive: true });
  });

  it("the span of a root is held until the record of the root can be removed", async () => {
    const journal = start();
    const root = createRoot(1);
    journal.openRoot(root);
    const [record] = pathsIn(directory(), ".root");
    // A folder of that name cannot be unlinked.
    rmSync(record!);
    mkdirSync(record!);
    const end = journal.append(endRoot(root))!;
    journal.acknowledge(end);
    expect(pathsIn(directory(), ".jsonl")).toHaveLength(1);
    rmSync(record!, { recursive: true });
    journal.acknowledge(end);
    expect(pathsIn(directory(), ".jsonl")).toHaveLength(0);
  });

  it("what the host's own functions throw stays with us", () => {
    writeFileSync(directory(), "a file");
    const throwing = () => {
      throw new Error("the host's");
    };
    const journal = start({ warn: throwing });
    expect(journal.append(createCall(1, 0))).toBeUndefined();
    expect(journal.counters().failed).toBe(1);
    const timeless = start({ now: throwing });
    expect(timeless.append(createCall(1, 0))).toBeUndefined();
    timeless.openRoot(createRoot(1));
    timeless.acknowledge(1);
    expect(timeless.readFrom(0, 1)).toBeUndefined();
  });
});
