/** Processes that die for real, at any moment: what was recorded arrives, and each session is closed once. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toSessionId, type SessionStats } from "@rootspan/model";
import { openServer, type RunningServer } from "@rootspan/server";
import { recoverJournals } from "../../src/journal/recover-journals.ts";
import { createDraw } from "./apps/draw.ts";
import { type App, runApp } from "./apps/run.ts";
import { filesIn, journalsIn, useFolder } from "./folder.ts";
import { traceIdOf } from "./spans.ts";
import { openWitness, type Witness } from "./witness.ts";

const directory = useFolder();
let home: string;
let server: RunningServer;
let witness: Witness;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "rootspan-server-"));
  server = await openServer({ port: 0, store: `sqlite:${join(home, "test.db")}` });
});
afterAll(async () => {
  await server.close();
  rmSync(home, { recursive: true });
});
beforeEach(async () => {
  witness = await openWitness(server.url);
});
afterEach(() => witness.close());

async function recover() {
  return recoverJournals({ directory: directory(), maxBatchBytes: 100_000 }, async (body) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${witness.url}/v1/traces`, { method: "POST", headers, body });
    return answer.ok ? "accepted" : "later";
  });
}

/** What an application has said before it died. */
interface Said {
  /** Spans by session. */
  readonly spans: ReadonlyMap<number, readonly number[]>;
  readonly opened: ReadonlySet<number>;
  readonly ended: ReadonlySet<number>;
}

function toSaid(app: App): Said {
  const words = app.lines.map((line) => line.split(" "));
  const numbers = (what: string) => words.filter(([word]) => word === what).map(([, session]) => Number(session));
  const spans = new Map<number, number[]>();
  for (const [word, session, index] of words) {
    if (word === "span") spans.set(Number(session), [...(spans.get(Number(session)) ?? []), Number(index)]);
  }
  return { spans, opened: new Set(numbers("open")), ended: new Set(numbers("end")) };
}

/** End state and reason. */
const ENDED = ["Success", undefined];
const LOST = ["Indeterminate", "process lost"];

/** Everything that was said is there, once; at most the last step, which nobody heard of, is there too. */
async function expectAllThere(said: Said, mayRepeat = false): Promise<void> {
  const received = [...witness.spans.values()];
  const indexes = (session: number) =>
    received
      .filter((span) => span.traceId === traceIdOf(session))
      .flatMap((span) => span.attributes["test.index"] ?? []);
  let unheard = 0;
  for (const session of said.opened) {
    const wanted = said.spans.get(session) ?? [];
    const found = indexes(session);
    expect(found).toEqual(expect.arrayContaining([...wanted]));
    unheard += found.length - wanted.length;
    const [root, ...others] = received.filter(
      (span) => span.traceId === traceIdOf(session) && span.attributes["rootspan.kind"] === "session",
    );
    expect(others).toEqual([]);
    const { "rootspan.session.end_state": state, "rootspan.session.end_state_reason": reason } = root!.attributes;
    const isEnded = said.ended.has(session);
    expect(isEnded ? [ENDED] : [ENDED, LOST]).toContainEqual([state, reason]);
    unheard += !isEnded && state === "Success" ? 1 : 0;

    const answer = await fetch(`${server.url}/v2/sessions/${toSessionId(traceIdOf(session))}/stats`);
    const stats = (await answer.json()) as SessionStats;
    expect(stats).toMatchObject({ end_state: state, counts: { llm: found.length } });
  }
  expect(unheard).toBeLessThanOrEqual(1);
  for (const contents of witness.sent.values()) {
    expect(new Set(contents).size).toBe(1);
    expect(contents.length).toBeLessThanOrEqual(mayRepeat ? Infinity : 1);
  }
  expect(filesIn(directory())).toEqual([]);
  expect(journalsIn(directory())).toEqual([]);
}

/** Each kill comes at another moment: after so many steps, and a bit. */
it.each(Array.from({ length: 24 }, (_, seed) => seed))(
  "loses nothing that was said before SIGKILL %i",
  async (seed) => {
    const draw = createDraw(seed);
    const app = runApp("recorder.ts", [directory(), seed, 10_000 + seed * 100, "never"]);
    await app.said(1 + draw(400));
    app.process.kill("SIGKILL");
    expect(await app.over).toBe("SIGKILL");
    expect(app.errors()).toBe("");
    const said = toSaid(app);
    expect(said.opened.size).toBeGreaterThan(0);
    const counters = await recover();
    expect(counters).toMatchObject({ folders: 1, refused: 0, left: 0 });
    // SIGKILL also stops the kernel between two pages of a write; of that span nothing was said.
    expect(counters.skippedLines).toBeLessThanOrEqual(1);
    await expectAllThere(said);
  },
);

it.each(Array.from({ length: 8 }, (_, seed) => seed))(
  "sends at most the last batch again when a process that delivers is killed: SIGKILL %i",
  async (seed) => {
    const draw = createDraw(100 + seed);
    const app = runApp("recorder.ts", [directory(), seed, 20_000 + seed * 100, "never", witness.url]);
    await app.said(50 + draw(800));
    app.process.kill("SIGKILL");
    expect(await app.over).toBe("SIGKILL");
    expect(app.lines).toContain("sent");
    await recover();
    await expectAllThere(toSaid(app), true);
    // It said `sent` for each request that it had acknowledged.
    const unsettled = witness.requests[app.lines.filter((line) => line === "sent").length] ?? [];
    const repeated = [...witness.sent.keys()].filter((key) => witness.sent.get(key)!.length > 1);
    expect(unsettled).toEqual(expect.arrayContaining(repeated));
  },
);

it.each([
  ["abort", "SIGABRT"],
  ["exit", 3],
  ["throw", 1],
] as const)("loses nothing when the process ends by %s", async (ending, code) => {
  const app = runApp("recorder.ts", [directory(), 1, { abort: 30_000, exit: 31_000, throw: 32_000 }[ending], ending]);
  expect(await app.over).toBe(code);
  const said = toSaid(app);
  expect([...said.spans.values()].flat().length).toBeGreaterThan(100);
  expect(await recover()).toMatchObject({ folders: 1, refused: 0, skippedLines: 0, left: 0 });
  await expectAllThere(said);
});

it("touches nothing of a process that lives, and everything when it is dead", async () => {
  const app = runApp("recorder.ts", [directory(), 7, 40_000, "never"]);
  await app.said(30);
  expect(await recover()).toMatchObject({ folders: 0, recovered: 0, closedRoots: 0, left: 0 });
  expect(witness.sent.size).toBe(0);
  app.process.kill("SIGKILL");
  await app.over;
  await recover();
  await expectAllThere(toSaid(app));
});
