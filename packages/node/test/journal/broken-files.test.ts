/** Files that were cut off or overwritten, as a loss of power or a broken disk leaves them. */
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesIn, pathsIn, useFolder } from "./folder.ts";
import { NOTHING, range, useJournals } from "./journals.ts";
import { createReceiver } from "./receiver.ts";
import { createCall, createRoot, traceIdOf } from "./spans.ts";

const directory = useFolder();
const { leave, recover } = useJournals(directory);

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
