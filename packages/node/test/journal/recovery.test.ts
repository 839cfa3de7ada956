/** What the next process makes of what a dead one has left. */
import { readFileSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { recoverJournals, startRecovery } from "../../src/journal/recover-journals.ts";
import { bytesIn, filesIn, journalsIn, killOwners, pathsIn, useFolder } from "./folder.ts";
import { NOTHING, range, useJournals } from "./journals.ts";
import { createReceiver } from "./receiver.ts";
import { createCall, createRoot, endRoot, traceIdOf } from "./spans.ts";

const directory = useFolder();
const { start, leave, recover } = useJournals(directory);

describe("recovery", () => {
  it("finds nothing where there is no journal yet", async () => {
    expect(await recover(createReceiver())).toEqual(NOTHING);
    expect(filesIn(directory())).toEqual([]);
  });

  it("delivers what was not acknowledged, in order and in bodies of a bounded size, and leaves nothing", async () => {
    leave((journal) => {
      const positions = range(0, 400).map((index) => journal.append(createCall(1, index))!);
      journal.acknowledge(positions[99]!);
    });
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
    const closed = receiver.spans.find((span) => span.traceId === traceIdOf(1) && span.kind === 1);
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

  it("deletes the oldest of what waits, and counts it, where process after process finds no receiver", async () => {
    const warnings: string[] = [];
    const seen = new Set<string>();
    for (const session of range(0, 10)) {
      leave((journal) => range(0, 4).forEach(() => journal.append(createCall(session, session))));
      const newest = new Date(Date.now() - (10 - session) * 60_000);
      const path = pathsIn(directory(), "owner.json").find((owner) => !seen.has(owner))!;
      utimesSync(path, newest, newest);
      seen.add(path);
    }
    const before = bytesIn(directory(), ".jsonl");
    const away = createReceiver(() => "later");
    const settings = { maxLeftBytes: before * 0.55, warn: (message: string) => warnings.push(message) };
    const counters = await recover(away, settings);
    expect(counters).toMatchObject({ recovered: 0, left: 5 });
    expect(counters.discardedBytes).toBeGreaterThan(before / 3);
    expect(warnings[0]).toContain("bytes of dead processes: oldest deleted");
    expect(await recover(away, settings)).toMatchObject({ left: 5, discardedBytes: 0 });
    const receiver = createReceiver();
    await recover(receiver);
    expect(new Set(receiver.indexes())).toEqual(new Set([5, 6, 7, 8, 9]));
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
