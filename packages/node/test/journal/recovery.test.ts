/** What the next process makes of what a dead one has left. */
import { appendFileSync, mkdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Journal, type JournalSettings, openJournal } from "../../src/journal/journal.ts";
import { recoverJournals, startRecovery } from "../../src/journal/recover-journals.ts";
import type { RecoverySettings } from "../../src/journal/recovery.ts";
import { bytesIn, changeOwner, filesIn, journalsIn, killOwners, pathsIn, useFolder } from "./folder.ts";
import { createReceiver, type Receiver } from "./receiver.ts";
import { createCall, createRoot, endRoot, traceIdOf } from "./spans.ts";

const directory = useFolder();

const NOTHING = { folders: 0, recovered: 0, closedRoots: 0, refused: 0, skippedLines: 0, left: 0 };
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

let opened: Journal[] = [];
afterEach(() => {
  for (const journal of opened) journal.close();
  opened = [];
});

/** A journal of this process, which lives. */
function start(settings: Partial<JournalSettings> = {}): Journal {
  const journal = openJournal({ directory: directory(), ...settings });
  opened.push(journal);
  return journal;
}

/** What a process wrote before it died. */
function leave(write: (journal: Journal) => void, segmentBytes?: number): void {
  const journal = start(segmentBytes === undefined ? {} : { segmentBytes });
  write(journal);
  // In this process the journal would go on: it closes what the dead process did not, and its owner is told dead again.
  journal.close();
  killOwners(directory());
}

function recover(receiver: Receiver, settings: Partial<RecoverySettings> = {}) {
  return recoverJournals({ directory: directory(), ...settings }, receiver.deliver);
}

describe("recovery", () => {
  it("finds nothing where there is no journal yet", async () => {
    expect(await recover(createReceiver())).toEqual(NOTHING);
    expect(filesIn(directory())).toEqual([]);
  });

  it("delivers what was not acknowledged, in order and in bodies of a bounded size, and leaves nothing", async () => {
    leave((journal) => {
      const positions = range(0, 400).map((index) => journal.append(createCall(1, index))!);
      journal.acknowledge(positions[99]!);
    }, 100_000);
    const receiver = createReceiver();
    expect(await recover(receiver, { maxBatchBytes: 50_000 })).toEqual({ ...NOTHING, folders: 1, recovered: 300 });
    expect(receiver.indexes()).toEqual(range(100, 400));
    expect(Math.max(...receiver.bodies)).toBeLessThan(25);
    expect(filesIn(directory())).toEqual([]);
    expect(journalsIn(directory())).toEqual([]);
    expect(await recover(receiver)).toEqual(NOTHING);
  });

  it("closes each open root once, under its own ids, when its process last wrote, as Indeterminate", async () => {
    const before = BigInt(Date.now()) * 1_000_000n;
    const root = createRoot(1, ["a", "b"]);
    leave((journal) => {
      journal.openRoot(root);
      journal.openRoot(createRoot(2));
      journal.append(createCall(1, 0));
      journal.append(createCall(1, 1));
    });
    const [segment] = pathsIn(directory(), ".jsonl");
    const lastMs = Math.ceil(Date.now() / 1_000) * 1_000 + 5_000;
    utimesSync(segment!, new Date(lastMs), new Date(lastMs));

    const receiver = createReceiver();
    expect(await recover(receiver)).toEqual({ ...NOTHING, folders: 1, recovered: 4, closedRoots: 2 });
    const [closed] = receiver.spans.filter((span) => span.traceId === traceIdOf(1) && span.kind === 1);
    expect(closed).toMatchObject({
      traceId: traceIdOf(1),
      spanId: root.spanContext().spanId,
      name: "session 1",
      endTimeUnixNano: BigInt(lastMs) * 1_000_000n,
      status: { code: 0 },
      scope: { name: "@rootspan/sdk", version: "0.1.0" },
      attributes: {
        "rootspan.kind": "session",
        "rootspan.session.owner": true,
        "rootspan.session.tags": ["a", "b"],
        "rootspan.session.end_state": "Indeterminate",
        "rootspan.session.end_state_reason": "process lost",
      },
    });
    expect(closed!.resource["service.name"]).toBe("shop");
    expect(closed!.startTimeUnixNano).toBeGreaterThan(before - 1_000_000_000n);
    expect(closed).not.toHaveProperty("parentSpanId");
    expect(filesIn(directory())).toEqual([]);
  });

  it("ends a root with the last span even when that was acknowledged and is gone", async () => {
    const root = createRoot(1);
    let now = Date.now() + 60_000;
    const journal = start({ now: () => now });
    journal.openRoot(root);
    const position = journal.append(createCall(1, 0))!;
    now += 3_600_000;
    journal.acknowledge(position);
    journal.close();
    killOwners(directory());
    const receiver = createReceiver();
    await recover(receiver);
    expect(receiver.spans.map((span) => span.endTimeUnixNano)).toEqual([BigInt(now - 3_600_000) * 1_000_000n]);
  });

  it("does not let a span that was given an end in the far future end the session there", async () => {
    const far = Object.create(createCall(1, 0), { endTime: { value: [9_000_000_000, 0] } });
    leave((journal) => {
      journal.openRoot(createRoot(1));
      journal.append(far);
    });
    const receiver = createReceiver();
    await recover(receiver);
    expect(receiver.spans.at(-1)!.endTimeUnixNano).toBeLessThan(BigInt(Date.now() + 60_000) * 1_000_000n);
  });

  it("leaves a root that has ended as it ended, also where the process died before its record was gone", async () => {
    const root = createRoot(1);
    leave((journal) => journal.openRoot(root));
    const [record] = pathsIn(directory(), ".root");
    const [name, content] = [record!, readFileSync(record!, "utf8")];
    leave((journal) => {
      journal.openRoot(root);
      journal.append(endRoot(root));
    });
    const [segment] = pathsIn(directory(), ".jsonl");
    writeFileSync(join(dirname(segment!), basename(name)), content);
    renameSync(dirname(name), join(dirname(directory()), "elsewhere"));

    const receiver = createReceiver();
    expect(await recover(receiver)).toEqual({ ...NOTHING, folders: 1, recovered: 1 });
    expect(receiver.spans.map((span) => span.attributes["rootspan.session.end_state"])).toEqual(["Success"]);
  });

  it("does so too where the end was acknowledged and a loss of power has brought the record back", async () => {
    const root = createRoot(1);
    const journal = start();
    journal.openRoot(root);
    const [record] = pathsIn(directory(), ".root");
    const content = readFileSync(record!, "utf8");
    const end = journal.append(endRoot(root))!;
    journal.append(createCall(1, 0));
    journal.acknowledge(end);
    writeFileSync(record!, content);
    killOwners(directory());
    const receiver = createReceiver();
    expect(await recover(receiver)).toEqual({ ...NOTHING, folders: 1, recovered: 1 });
    expect(receiver.indexes()).toEqual([0]);
  });

  it("leaves everything on disk while the receiver is away, and asks it once, not for every folder", async () => {
    for (const session of [1, 2, 3]) {
      leave((journal) => {
        journal.openRoot(createRoot(session));
        journal.append(createCall(session, session));
      });
    }
    const away = createReceiver(() => "later");
    expect(await recover(away)).toMatchObject({ recovered: 0, left: 3 });
    expect(away.bodies).toHaveLength(1);
    expect(journalsIn(directory())).toHaveLength(3);
    const throwing = { ...away, deliver: () => Promise.reject(new Error("no route")) };
    expect(await recover(throwing)).toMatchObject({ recovered: 0, left: 3 });

    const receiver = createReceiver();
    expect(await recover(receiver)).toMatchObject({ folders: 3, recovered: 6, left: 0 });
    expect(receiver.spans.filter((span) => span.attributes["rootspan.kind"] === "session")).toHaveLength(3);
    expect(filesIn(directory())).toEqual([]);
  });

  it("sends the same bytes again when the receiver took a root and the recoverer never heard of it", async () => {
    leave((journal) => journal.openRoot(createRoot(1)));
    const bodies: string[] = [];
    for (const answer of ["later", "later", "accepted"] as const) {
      await recoverJournals({ directory: directory() }, async (body) => {
        bodies.push(body);
        return answer;
      });
    }
    expect(bodies[0]).toContain("process lost");
    expect(bodies).toEqual([bodies[0], bodies[0], bodies[0]]);
  });

  it("goes on after the last batch that was accepted", async () => {
    leave((journal) => range(0, 30).forEach((index) => journal.append(createCall(1, index))));
    let answers = 0;
    const first = createReceiver(() => (answers++ < 3 ? "accepted" : "later"));
    expect(await recover(first, { maxBatchBytes: 12_000 })).toMatchObject({ left: 1 });
    const second = createReceiver();
    await recover(second);
    expect([...first.indexes(), ...second.indexes()]).toEqual(range(0, 30));
  });

  it("keeps what is refused for good aside, and lets a bad span take no good one with it", async () => {
    leave((journal) => range(0, 100).forEach((index) => journal.append(createCall(1, index))));
    const receiver = createReceiver((spans) =>
      spans.some((span) => span.attributes["test.index"] === 77) ? "refused" : "accepted",
    );
    expect(await recover(receiver)).toEqual({ ...NOTHING, folders: 1, recovered: 99, refused: 1 });
    expect(receiver.indexes()).toEqual(range(0, 100).filter((index) => index !== 77));
    expect(filesIn(directory())).toEqual(["*.refused"]);
    const refused = readFileSync(pathsIn(directory(), ".refused")[0]!, "utf8").trimEnd().split("\n");
    expect(refused).toHaveLength(1);
    expect(refused[0]).toContain('"intValue":"77"');
  });

  it("does not ask a receiver that refuses everything for every single span, and bounds what it keeps", async () => {
    for (let folder = 0; folder < 4; folder += 1) {
      leave((journal) => range(0, 1_000).forEach((index) => journal.append(createCall(1, index))));
      const receiver = createReceiver(() => "refused");
      expect(await recover(receiver, { maxRefusedBytes: 1_000_000 })).toMatchObject({ refused: 1_000, folders: 1 });
      expect(receiver.bodies.length).toBeLessThan(100);
      expect(bytesIn(directory(), ".refused")).toBeLessThanOrEqual(1_000_000);
    }
    expect(bytesIn(directory(), ".refused")).toBeGreaterThan(300_000);
  });

  it("stops where it is told to, and leaves the rest for others", async () => {
    leave((journal) => range(0, 30).forEach((index) => journal.append(createCall(1, index))));
    const stopping = new AbortController();
    const first = createReceiver(() => {
      stopping.abort();
      return "accepted";
    });
    await recover(first, { maxBatchBytes: 12_000, signal: stopping.signal });
    expect(first.bodies).toHaveLength(1);
    const second = createReceiver();
    await recover(second);
    expect([...first.indexes(), ...second.indexes()]).toEqual(range(0, 30));
  });

  it("recovers by itself until it is stopped", async () => {
    leave((journal) => journal.append(createCall(1, 0)));
    const receiver = createReceiver();
    const recovery = startRecovery({ directory: directory() }, receiver.deliver);
    while (recovery.counters().folders === 0) await new Promise((resolve) => setImmediate(resolve));
    recovery.stop();
    expect(recovery.counters()).toEqual({ ...NOTHING, folders: 1, recovered: 1 });
  });

  it("lets the host work between its steps", async () => {
    leave((journal) => range(0, 500).forEach((index) => journal.append(createCall(1, index))));
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await recover(createReceiver());
    isOver = true;
    // 500 spans are 1.5 MB; a step is 64 KiB.
    expect(turns).toBeGreaterThan(20);
  });
});

describe("a folder that was cut off or overwritten", () => {
  it("loses no span but the one that is cut, wherever the last line is cut", async () => {
    const small = (index: number) =>
      Object.create(createCall(1, index), { attributes: { value: { "test.index": index } } });
    leave((journal) => range(0, 3).forEach((index) => journal.append(small(index))));
    const [path] = pathsIn(directory(), ".jsonl");
    const whole = readFileSync(path!);
    const lastLine = whole.lastIndexOf("\n", whole.length - 2) + 1;
    const home = dirname(path!);
    const aside = join(dirname(directory()), "aside");
    renameSync(home, aside);
    for (let size = lastLine; size <= whole.length; size += 1) {
      mkdirSync(home);
      writeFileSync(join(home, "owner.json"), readFileSync(join(aside, "owner.json")));
      writeFileSync(path!, whole.subarray(0, size));
      const receiver = createReceiver();
      const counters = await recover(receiver);
      // Without its line feed the last line is whole.
      const isWhole = size >= whole.length - 1;
      const isCut = size > lastLine && !isWhole;
      expect(counters).toEqual({ ...NOTHING, folders: 1, recovered: isWhole ? 3 : 2, skippedLines: isCut ? 1 : 0 });
      expect(receiver.indexes()).toEqual(range(0, isWhole ? 3 : 2));
    }
  });

  it("is read around garbage of any kind", async () => {
    const garbage = ["", "{}", "null", "[]", "\u0000\u0000", '{"resourceSpans":[]}', "x".repeat(200_000), "\r"];
    leave((journal) => range(0, 4).forEach((index) => journal.append(createCall(1, index))));
    const [path] = pathsIn(directory(), ".jsonl");
    const lines = readFileSync(path!, "utf8").trimEnd().split("\n");
    const torn = [
      lines[0]!.slice(0, 500),
      lines[0]!.slice(500),
      lines[1]!.replace('"name"', '"name'),
      `${lines[1]!}${lines[1]!}`,
    ];
    const pieces = [...garbage, ...torn].map((piece) => Buffer.from(`${piece}\n`));
    const broken = Buffer.from(`${lines[0]!}\n`);
    broken[broken.indexOf("What is")] = 0xff;
    const file = [
      broken,
      ...lines.flatMap((line, index) => [...pieces.slice(index * 3, index * 3 + 3), Buffer.from(`${line}\n`)]),
    ];
    writeFileSync(path!, Buffer.concat(file));
    const receiver = createReceiver();
    // The empty line tells of no loss.
    const skippedLines = garbage.length - 1 + torn.length + 1;
    expect(await recover(receiver)).toEqual({ ...NOTHING, folders: 1, recovered: 4, skippedLines });
    expect(receiver.indexes()).toEqual(range(0, 4));
  });

  it("closes the roots whose records are whole, and counts the others", async () => {
    leave((journal) => range(1, 5).forEach((session) => journal.openRoot(createRoot(session))));
    const records = pathsIn(directory(), ".root");
    writeFileSync(records[0]!, "");
    writeFileSync(records[1]!, readFileSync(records[1]!).subarray(0, 300));
    writeFileSync(`${records[2]!}.tmp`, "half a reco");
    const receiver = createReceiver();
    expect(await recover(receiver)).toEqual({ ...NOTHING, folders: 1, recovered: 2, closedRoots: 2, skippedLines: 2 });
    expect(receiver.spans.map((span) => span.traceId)).toEqual([traceIdOf(3), traceIdOf(4)]);
    expect(filesIn(directory())).toEqual([]);
  });

  it("is sent from its start where the acknowledgement makes no sense", async () => {
    leave((journal) => {
      const positions = range(0, 4).map((index) => journal.append(createCall(1, index))!);
      journal.acknowledge(positions[1]!);
    });
    writeFileSync(pathsIn(directory(), "acknowledged")[0]!, "12345");
    const receiver = createReceiver();
    expect(await recover(receiver)).toMatchObject({ recovered: 4 });
  });

  it("is sent up to a last line that is not ended, also when a segment follows", async () => {
    leave((journal) => range(0, 6).forEach((index) => journal.append(createCall(1, index))), 7_000);
    const segments = pathsIn(directory(), ".jsonl");
    expect(segments).toHaveLength(3);
    appendFileSync(segments[0]!, '{"resourceSpans":[{"resource":');
    const receiver = createReceiver();
    expect(await recover(receiver)).toMatchObject({ recovered: 6, skippedLines: 1 });
  });
});

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

  const onLinux = process.platform === "linux" ? it : it.skip;

  onLinux("anybody when another process has the number of the owner now", async () => {
    open();
    changeOwner(owners()[0]!, { startTicks: "1" });
    expect(await recover(createReceiver())).toMatchObject({ folders: 1, closedRoots: 1 });
  });

  onLinux("anybody when a container's process 1 was started again", async () => {
    open();
    changeOwner(owners()[0]!, { pid: 1, startTicks: "1" });
    expect(await recover(createReceiver())).toMatchObject({ folders: 1 });
  });

  onLinux("nobody in another container for five minutes of silence: its numbers say nothing here", async () => {
    open();
    changeOwner(owners()[0]!, { pid: 1, startTicks: "1", pidNamespace: "pid:[1]" });
    silence(4);
    expect(await recover(createReceiver())).toEqual(NOTHING);
    silence(6);
    expect(await recover(createReceiver())).toMatchObject({ folders: 1 });
  });

  it("nobody on another machine for a quarter of an hour of silence", async () => {
    open();
    changeOwner(owners()[0]!, { host: "elsewhere", bootId: "another", pid: 2 ** 30 });
    silence(14);
    expect(await recover(createReceiver())).toEqual(NOTHING);
    silence(16);
    expect(await recover(createReceiver())).toMatchObject({ folders: 1 });
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
    const names: string[] = [];
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
      names.push(basename(inner));
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
