/** Several processes recover one directory at once, and some of them are killed at it. */
import { openJournal } from "../../src/journal/open-journal.ts";
import { createDraw } from "./apps/draw.ts";
import { runApp } from "./apps/run.ts";
import { filesIn, journalsIn, killOwners, useFolder } from "./folder.ts";
import { createCall, createRoot, traceIdOf } from "./spans.ts";
import { openWitness, type Witness } from "./witness.ts";

const directory = useFolder();
const FOLDERS = 30;
const CALLS = 20;

let witness: Witness;
beforeEach(async () => {
  witness = await openWitness();
});
afterEach(() => witness.close());

/** One session a folder. */
function leaveSessions(): void {
  for (let session = 0; session < FOLDERS; session += 1) {
    const journal = openJournal({ directory: directory(), segmentBytes: 20_000 });
    journal.openRoot(createRoot(session));
    for (let index = 0; index < CALLS; index += 1) journal.append(createCall(session, index));
    journal.close();
  }
  killOwners(directory());
}

function startRecoverer() {
  return runApp("recoverer.ts", [directory(), witness.url]);
}

function expectAllThere(): void {
  for (let session = 0; session < FOLDERS; session += 1) {
    const spans = [...witness.spans.values()].filter((span) => span.traceId === traceIdOf(session));
    const indexes = spans.flatMap((span) => span.attributes["test.index"] ?? []);
    expect(new Set(indexes).size).toBe(CALLS);
    const roots = spans.filter((span) => span.attributes["rootspan.session.end_state"] === "Indeterminate");
    expect(roots).toHaveLength(1);
  }
  for (const contents of witness.sent.values()) expect(new Set(contents).size).toBe(1);
  expect(filesIn(directory())).toEqual([]);
  expect(journalsIn(directory())).toEqual([]);
}

it.each([1, 2, 3])("delivers each span and each root once when three start at the same moment (round %i)", async () => {
  leaveSessions();
  const apps = [startRecoverer(), startRecoverer(), startRecoverer()];
  await Promise.all(apps.map((app) => app.said(1)));
  for (const app of apps) app.process.stdin!.write("go\n");
  expect(await Promise.all(apps.map((app) => app.over))).toEqual([0, 0, 0]);
  const counters = apps.map((app) => JSON.parse(app.lines[1]!) as Record<string, number>);
  const total = (name: string) => counters.reduce((sum, each) => sum + each[name]!, 0);
  expect({ folders: total("folders"), recovered: total("recovered"), closed: total("closedRoots") }).toEqual({
    folders: FOLDERS,
    recovered: FOLDERS * (CALLS + 1),
    closed: FOLDERS,
  });
  for (const contents of witness.sent.values()) expect(contents).toHaveLength(1);
  expectAllThere();
});

it.each([1, 2, 3])("finishes what recoverers were killed at, two at a time (round %i)", async (seed) => {
  leaveSessions();
  const draw = createDraw(seed);
  for (let kills = 0; journalsIn(directory()).length > 0; kills += 1) {
    const apps = [startRecoverer(), startRecoverer()];
    await Promise.all(apps.map((app) => app.said(1)));
    const target = witness.sent.size + draw((FOLDERS * CALLS) / 4);
    for (const app of apps) app.process.stdin!.write("go\n");
    // Six rounds of killing, and then they may finish.
    const isOver = Promise.all(apps.map((app) => app.over));
    if (kills < 6) {
      while (witness.sent.size < target) await new Promise((resolve) => setImmediate(resolve));
      for (const app of apps) app.process.kill("SIGKILL");
    }
    await isOver;
    expect(kills).toBeLessThan(20);
  }
  expectAllThere();
});
