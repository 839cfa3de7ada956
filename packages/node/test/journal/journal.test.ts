/** What a journal keeps, what it lets go, and how it reads back. */
import { readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { decodeJson } from "../../../server/src/otlp/decode-json.ts";
import { JOURNAL_START, type Journal, type JournalSettings } from "../../src/journal/journal.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { bytesIn, filesIn, journalsIn, pathsIn, useFolder } from "./folder.ts";
import { createCall, createRoot, endRoot } from "./spans.ts";

const directory = useFolder();

let open: Journal[] = [];
afterEach(() => {
  for (const journal of open) journal.close();
  open = [];
});

function start(settings: Partial<JournalSettings> = {}): Journal {
  const journal = openJournal({ directory: directory(), ...settings });
  open.push(journal);
  return journal;
}

const indexesOf = (body: string) => decodeJson(Buffer.from(body)).map((span) => span.attributes["test.index"]);

describe("append", () => {
  it("has the span on disk when it returns, as a line that any receiver takes", () => {
    const journal = start();
    for (let index = 0; index < 3; index += 1) {
      expect(journal.append(createCall(1, index))).toBe(bytesIn(directory(), ".jsonl"));
      const lines = readFileSync(pathsIn(directory(), ".jsonl")[0]!, "utf8").split("\n");
      expect(lines.pop()).toBe("");
      expect(lines.map((line) => indexesOf(line))).toEqual(Array.from({ length: index + 1 }, (_, each) => [each]));
    }
    expect(journal.counters()).toMatchObject({ appended: 3, failed: 0, full: 0, lost: 0 });
  });

  it("lets nobody else on the machine read what users wrote", () => {
    const journal = start();
    journal.openRoot(createRoot(1));
    journal.append(createCall(1, 0));
    journal.acknowledge(0);
    for (const path of [...journalsIn(directory()), ...pathsIn(directory(), "")]) {
      expect(`${path} ${(statSync(path).mode & 0o077).toString(8)}`).toBe(`${path} 0`);
    }
  });

  it("takes a span whose attributes throw for one that cannot be kept, and goes on", () => {
    const warnings: string[] = [];
    const journal = start({ warn: (message) => warnings.push(message) });
    const hostile = Object.create(createCall(1, 0), {
      attributes: {
        get() {
          throw new Error("not today");
        },
      },
    });
    expect(journal.append(hostile)).toBeUndefined();
    expect(journal.append(hostile)).toBeUndefined();
    expect(journal.append(createCall(1, 1))).toBeGreaterThan(0);
    expect(journal.counters()).toMatchObject({ appended: 1, failed: 2 });
    expect(warnings).toEqual(["the journal cannot write a span: Error: not today"]);
  });

  it("says no when the limit is reached, keeps what it has, and takes spans again once some are acknowledged", () => {
    const warnings: string[] = [];
    const journal = start({ maxBytes: 100_000, warn: (message) => warnings.push(message) });
    const taken: number[] = [];
    for (let index = 0; index < 60; index += 1) {
      const position = journal.append(createCall(1, index));
      if (position !== undefined) taken.push(position);
    }
    expect(taken.length).toBeGreaterThan(20);
    expect(journal.counters()).toMatchObject({ appended: taken.length, full: 60 - taken.length, failed: 0 });
    expect(journal.counters().bytes).toBeLessThanOrEqual(100_000);
    expect(warnings).toEqual(["the journal holds its limit of 100000 bytes that no receiver has acknowledged"]);
    expect(readAll(journal)).toEqual(taken.map((_, index) => index));

    journal.acknowledge(taken[taken.length - 5]!);
    expect(journal.counters().bytes).toBeLessThan(40_000);
    expect(journal.append(createCall(1, 100))).toBeGreaterThan(taken.at(-1)!);
  });

  it("keeps the end of a session even when it is full", () => {
    const journal = start({ maxBytes: 10_000 });
    const root = createRoot(1);
    journal.openRoot(root);
    while (journal.append(createCall(1, 0)) !== undefined);
    expect(journal.append(endRoot(root))).toBeGreaterThan(0);
    expect(filesIn(directory()).filter((path) => path.endsWith(".root"))).toEqual([]);
  });

  it("does not grow without end by the ends of sessions either", () => {
    const journal = start({ maxBytes: 40_000 });
    let kept = 0;
    for (let session = 0; session < 100; session += 1) {
      const root = createRoot(session);
      journal.openRoot(root);
      if (journal.append(endRoot(root)) !== undefined) kept += 1;
    }
    expect(kept).toBeGreaterThan(40);
    expect(journal.counters()).toMatchObject({ appended: kept, full: 100 - kept });
    expect(bytesIn(directory(), ".jsonl")).toBeLessThanOrEqual(45_000);
    expect(filesIn(directory()).filter((path) => path.endsWith(".root"))).toEqual([]);
  });

  it("gives no position after the journal is closed, and counts the span", () => {
    const journal = start();
    journal.close();
    expect(journal.append(createCall(1, 0))).toBeUndefined();
    expect(journal.counters()).toMatchObject({ appended: 0, failed: 1 });
  });
});

describe("acknowledge", () => {
  it("lets the disk go back to nothing over 100,000 spans, and holds no more than what waits", () => {
    const journal = start();
    const waiting: number[] = [];
    let most = 0;
    const call = createCall(1, 0);
    for (let index = 0; index < 100_000; index += 1) {
      waiting.push(journal.append(call)!);
      if (waiting.length === 2_000) journal.acknowledge(waiting.splice(0, 256).at(-1)!);
      if (index % 5_000 === 0) most = Math.max(most, bytesIn(directory(), ".jsonl"));
    }
    expect(most).toBeLessThan(2_000 * 4_000 + 2 * 4 * 1024 * 1024);
    journal.acknowledge(waiting.at(-1)!);
    expect(filesIn(directory())).toEqual(["*.journal/acknowledged", "*.journal/owner.json"]);
    expect(journal.counters()).toEqual({ appended: 100_000, bytes: 0, full: 0, failed: 0, lost: 0, skippedLines: 0 });
    journal.close();
    expect(filesIn(directory())).toEqual([]);
    expect(journalsIn(directory())).toEqual([]);
  });

  it("understands positions that it knows, that are old, and that are none", () => {
    const journal = start();
    const first = journal.append(createCall(1, 0))!;
    journal.append(createCall(1, 1));
    for (const position of [first, 0, -1, NaN, undefined as never, first - 5]) journal.acknowledge(position);
    expect(readAll(journal, first)).toEqual([1]);
    journal.acknowledge(Infinity);
    expect(journal.counters().bytes).toBe(0);
    expect(journal.append(createCall(1, 2))).toBeGreaterThan(first);
    expect(readAll(journal)).toEqual([2]);
  });
});

describe("readFrom", () => {
  it("gives back every span after a position, in order, over segments, in bodies of about the size asked for", () => {
    const journal = start({ segmentBytes: 10_000 });
    const positions = Array.from({ length: 50 }, (_, index) => journal.append(createCall(1, index))!);
    expect(pathsIn(directory(), ".jsonl").length).toBeGreaterThan(10);
    expect(readAll(journal)).toEqual(Array.from({ length: 50 }, (_, index) => index));
    expect(readAll(journal, positions[20])).toEqual(Array.from({ length: 29 }, (_, index) => index + 21));
    const read = journal.readFrom(JOURNAL_START, 20_000)!;
    expect(read.spans).toBe(indexesOf(read.body).length);
    expect(read.body.length).toBeLessThan(20_000);
    expect(read.upTo).toBe(positions[read.spans - 1]);
    expect(journal.readFrom(JOURNAL_START, 1)).toMatchObject({ spans: 1, upTo: positions[0] });
    expect(journal.readFrom(positions.at(-1)!, 20_000)).toBeUndefined();
  });

  it("leaves out lines that a broken disk has changed, and counts them", () => {
    const journal = start();
    for (let index = 0; index < 5; index += 1) journal.append(createCall(1, index));
    const [path] = pathsIn(directory(), ".jsonl");
    const lines = readFileSync(path!, "utf8").split("\n");
    lines[1] = "\u0000".repeat(lines[1]!.length);
    lines[3] = "x".repeat(lines[3]!.length);
    writeFileSync(path!, lines.join("\n"));
    expect(indexesOf(journal.readFrom(JOURNAL_START, 1_000_000)!.body)).toEqual([0, 2, 4]);
    expect(journal.counters().skippedLines).toBe(2);
  });
});

describe("the folder", () => {
  it("belongs to one journal each, so that any number share a directory", () => {
    const journals = [start(), start(), start()];
    for (const [index, journal] of journals.entries()) journal.append(createCall(index, index));
    expect(journalsIn(directory())).toHaveLength(3);
    expect(journals.map((journal) => readAll(journal))).toEqual([[0], [1], [2]]);
  });

  it("has one record for each open root, that of its last change, until the root is appended", () => {
    const journal = start();
    const [first, second] = [createRoot(1, ["old"]), createRoot(2)];
    journal.openRoot(first);
    journal.openRoot(second);
    first.attributes["rootspan.session.tags"] = ["new"];
    journal.openRoot(first);
    const records = pathsIn(directory(), ".root").map((path) => readFileSync(path, "utf8"));
    expect(records).toHaveLength(2);
    expect(records[0]).toContain('"new"');
    expect(records[0]).not.toContain('"old"');
    journal.append(endRoot(first));
    journal.openRoot(first);
    expect(pathsIn(directory(), ".root")).toHaveLength(1);
    journal.append(endRoot(second));
    expect(pathsIn(directory(), ".root")).toHaveLength(0);
  });

  it("goes away on close when nothing waits, and stays when something does", () => {
    const journal = start();
    journal.close();
    expect(filesIn(directory())).toEqual([]);

    const waits = start();
    waits.append(createCall(1, 0));
    waits.close();
    expect(filesIn(directory())).toEqual(["*.journal/0000000000000000.jsonl", "*.journal/owner.json"]);
    waits.close();
  });

  it("is not kept for a root whose ids OpenTelemetry does not allow", () => {
    const journal = start();
    const root = Object.create(createRoot(1), {
      spanContext: { value: () => ({ traceId: "../../etc/passwd", spanId: "1", traceFlags: 1 }) },
    });
    journal.openRoot(root);
    expect(journal.counters().failed).toBe(1);
    expect(filesIn(directory())).toEqual(["*.journal/owner.json"]);
  });
});

it.each(["interval", "always"] as const)("keeps the same with fsync %s", async (sync) => {
  const journal = start({ sync, segmentBytes: 10_000 });
  journal.openRoot(createRoot(1));
  const positions = Array.from({ length: 12 }, (_, index) => journal.append(createCall(1, index))!);
  expect(readAll(journal)).toHaveLength(12);
  journal.acknowledge(positions.at(-1)!);
  journal.append(endRoot(createRoot(1)));
  journal.close();
  expect(journal.counters()).toMatchObject({ appended: 13, failed: 0 });
  // Files that are being synced in the background are given back after that.
  while (openFilesIn(directory()).length > 0) await new Promise((resolve) => setImmediate(resolve));
});

/** Where the system tells: Linux. */
function openFilesIn(folder: string): readonly string[] {
  if (process.platform !== "linux") return [];
  const targets = readdirSync("/proc/self/fd").map((file) => {
    try {
      return readlinkSync(`/proc/self/fd/${file}`);
    } catch {
      return "";
    }
  });
  return targets.filter((target) => target.startsWith(folder));
}

function readAll(journal: Journal, from = JOURNAL_START): readonly unknown[] {
  const indexes: unknown[] = [];
  for (let read = journal.readFrom(from, 10_000); read !== undefined; read = journal.readFrom(read.upTo, 10_000)) {
    indexes.push(...indexesOf(read.body));
  }
  return indexes;
}
