/** What waits to be written, without a store. */
import { setImmediate } from "node:timers/promises";
import type { SpanRecord } from "@rootspan/model";
import { type AppendBatch, AppendQueue, type GroupOutcome } from "../../src/store/append-queue.ts";
import { newSessionId, spanOf } from "../spans.ts";

const MAX_GROUP = 2_048;
const SPANS = 5_000;
const TRACES = Array.from({ length: SPANS / 4 }, () => newSessionId());

/** Of each trace four spans, far from each other. */
const spans = Array.from({ length: SPANS }, (_, index) => spanOf(TRACES[index % TRACES.length]!));

function batchOf(members: readonly SpanRecord[]): AppendBatch {
  return { projectId: "p", spans: members, receivedAtMs: 1, replace: false };
}

interface Group {
  readonly spans: readonly SpanRecord[];
  readonly finish: (outcome?: Partial<GroupOutcome>) => void;
}

function openQueue(maxWaitingSpans = 100_000): { readonly queue: AppendQueue<AppendBatch>; readonly groups: Group[] } {
  const groups: Group[] = [];
  const write = (batches: readonly AppendBatch[]): Promise<GroupOutcome> =>
    new Promise((resolve) => {
      const finish: Group["finish"] = (outcome) => resolve({ changes: [], faults: [], ...outcome });
      groups.push({ spans: batches.flatMap((batch) => batch.spans), finish });
    });
  const prepare = (batch: AppendBatch): AppendBatch => batch;
  return {
    queue: new AppendQueue({ prepare, write, groupsAtOnce: 2, maxWaitingSpans, tell: () => undefined }),
    groups,
  };
}

async function finishAll(groups: Group[], isOver: () => boolean): Promise<void> {
  for (let next = 0; !isOver(); await setImmediate()) if (next < groups.length) groups[next++]!.finish();
}

it("a batch of many spans goes in parts, of which each has all spans of its traces", async () => {
  const { queue, groups } = openQueue();
  let isOver = false;
  const added = queue.add(batchOf(spans)).then(() => void (isOver = true));
  await finishAll(groups, () => isOver);
  await added;
  expect(groups.length).toBe(3);
  expect(Math.max(...groups.map((group) => group.spans.length))).toBeLessThanOrEqual(MAX_GROUP);
  expect(new Set(groups.flatMap((group) => group.spans))).toEqual(new Set(spans));
  const tracesOf = ({ spans: members }: Group): ReadonlySet<string> => new Set(members.map(({ traceId }) => traceId));
  expect(groups.reduce((sum, group) => sum + tracesOf(group).size, 0)).toBe(TRACES.length);
  for (const { spans: members } of groups) {
    const order = members.filter(({ traceId }) => traceId === members[0]!.traceId);
    expect(order.map((span) => spans.indexOf(span))).toEqual(
      [0, 1, 2, 3].map((turn) => spans.indexOf(order[0]!) + turn * TRACES.length),
    );
  }
  expect(queue.waitingSpans).toBe(0);
});

it("is over when its last part is, also where another one failed", async () => {
  const { queue, groups } = openQueue();
  let outcome = "open";
  const added = queue.add(batchOf(spans)).then(
    () => void (outcome = "stored"),
    (error: Error) => void (outcome = error.message),
  );
  await setImmediate();
  await setImmediate();
  groups[0]!.finish({ faults: [new Error("disk full")] });
  await setImmediate();
  await setImmediate();
  groups[1]!.finish();
  await setImmediate();
  await setImmediate();
  expect(outcome).toBe("open");
  groups[2]!.finish();
  await added;
  expect(outcome).toBe("disk full");
});

it("is refused whole where another one of its kind waits", async () => {
  const { queue, groups } = openQueue(SPANS);
  const taken = [queue.add(batchOf(spans.slice(0, 1))), queue.add(batchOf(spans))];
  await expect(queue.add(batchOf(spans))).rejects.toMatchObject({ reason: "busy" });
  expect(queue.waitingSpans).toBe(SPANS + 1);
  let isOver = false;
  void Promise.all(taken).then(() => (isOver = true));
  await finishAll(groups, () => isOver);
});

it("a large batch takes turns with others, and leaves them half of the room", async () => {
  const { queue, groups } = openQueue(SPANS);
  const large = queue.add(batchOf(spans));
  const small = spans.slice(0, SPANS / 2);
  const others = [small.slice(0, 2_000), small.slice(2_000)].map((members) => queue.add(batchOf(members)));
  await expect(queue.add(batchOf(spans.slice(0, 1)))).rejects.toMatchObject({ reason: "busy" });
  let isOver = false;
  const all = Promise.all([large, ...others]).then(() => void (isOver = true));
  await finishAll(groups, () => isOver);
  await all;
  expect(groups.map((group) => group.spans.length)).toEqual([2_000, 2_048, 500, 2_048, 904]);
  expect(queue.waitingSpans).toBe(0);
});
