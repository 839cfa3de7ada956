/** The SQLite store: the contract of every store, and what only files can do. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { DatabaseSync } from "node:sqlite";
import { type Attributes, createPriceBook, type SpanRecord } from "@rootspan/model";
import { openSqliteKeyStore, openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import type { SessionStore, SpanBatch } from "../../src/store/session-store.ts";
import type { Store } from "../../src/store/store.ts";
import { send } from "../otlp/send.ts";
import { callOf, newSessionId, spanOf } from "../spans.ts";
import { describeAnalytics } from "./describe-analytics.ts";
import { describeMaintenance } from "./describe-maintenance.ts";
import { describeSearch } from "./describe-search.ts";
import { describeSessionEdits } from "./describe-session-edits.ts";
import { describeSessionQueries } from "./describe-session-queries.ts";
import { describeSessionStore } from "./describe-session-store.ts";
import { NOW, type StoreUnderTest } from "./store-under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "rootspan-store-"));
const prices = createPriceBook();
let files = 0;
let path = "";

afterAll(() => rmSync(folder, { recursive: true }));

function open(settings: Parameters<StoreUnderTest["open"]>[0] = {}): Promise<Store> {
  files += 1;
  path = join(folder, `${files}.db`);
  return openSqliteStore({ path, ...settings });
}

/** The store, where spans come as protobuf; a translation is made of what came, so those with one have changed since. */
function sending(store: Store): Store {
  const append: SessionStore["append"] = (batch) => {
    const [changed, same] = [batch.spans.filter(isTranslated), batch.spans.filter((each) => !isTranslated(each))];
    const { spans, sent } = send(same);
    return store.sessions.append({ ...batch, spans: [...spans, ...changed], sent });
  };
  const sessions = new Proxy(store.sessions, {
    get: (target, name: keyof SessionStore) => (name === "append" ? append : target[name].bind(target)),
  });
  return { ...store, sessions };
}

const underTest: StoreUnderTest = { prices, open, reopen: () => openSqliteStore({ path }) };

function isTranslated(span: SpanRecord): boolean {
  return span.translation !== undefined;
}

const keepingAsSent: StoreUnderTest = {
  prices,
  open: async (settings) => sending(await open(settings)),
  reopen: async () => sending(await openSqliteStore({ path })),
};

describeSessionStore("sqlite", underTest);
describeSessionStore("sqlite that keeps spans as they came", keepingAsSent);
describeSessionQueries("sqlite", underTest);
describeSessionQueries("sqlite that goes through sessions three at a time", {
  ...underTest,
  open: (settings) => open({ ...settings, pace: { fewSessions: 0, firstRows: 3, patienceMs: 60_000 } }),
});
describeSessionEdits("sqlite", underTest);
describeAnalytics("sqlite", underTest);
describeSearch("sqlite", underTest);
describeSearch("sqlite that keeps spans as they came", keepingAsSent);
describeMaintenance("sqlite", { open, openFile: (file) => openSqliteStore({ path: file }) });

it("a batch that cannot be made ready takes no others with it", async () => {
  const store = await open();
  const projectId = (await store.keys.defaultProject()).id;
  const [id, broken] = [newSessionId(), newSessionId()];
  const batch = (spans: readonly SpanRecord[]): SpanBatch => ({ projectId, spans, receivedAtMs: NOW });
  const endless: { self?: unknown } = {};
  endless.self = endless;
  const [first, second, third] = await Promise.allSettled([
    store.sessions.append(batch([spanOf(id)])),
    store.sessions.append(batch([spanOf(broken, endless as Attributes)])),
    store.sessions.append(batch([spanOf(id)])),
  ]);
  expect([first.status, second.status, third.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect((await store.sessions.findSession(projectId, id))!.tally.spans).toBe(2);
  expect(await store.sessions.findSession(projectId, broken)).toBeUndefined();
  await store.close();
});

describe("a file", () => {
  const opening = (file: string) => () => openSqliteStore({ path: file });

  it("is of one server at a time, by whatever name it is called", async () => {
    const store = await open();
    await expect(opening(path)()).rejects.toThrow(expect.objectContaining({ reason: "in_use" }));
    await expect(opening(join(folder, "..", folder.split("/").at(-1)!, `${files}.db`))()).rejects.toThrow(
      "another rootspan server",
    );
    await store.close();
    await (await opening(path)()).close();
  });

  it("can be given keys while a server has it", async () => {
    const store = await open();
    const beside = openSqliteKeyStore(path);
    const hash = new Uint8Array(32).fill(7);
    await beside.keys.addKey({ id: "k", hash, projectName: "acme", createdAtMs: 5 });
    expect(await store.keys.findKey("k")).toMatchObject({ hash, project: { name: "acme" }, createdAtMs: 5 });
    expect(await beside.keys.removeKey("k")).toBe(true);
    expect(await beside.keys.removeKey("k")).toBe(false);
    expect(await store.keys.findKey("k")).toBeUndefined();
    beside.close();
    await store.close();
  });

  it("that a newer version wrote is left alone", async () => {
    await (await open()).close();
    const database = new DatabaseSync(path);
    database.exec("PRAGMA user_version = 99");
    database.close();
    await expect(opening(path)()).rejects.toThrow(
      expect.objectContaining({ reason: "newer", message: expect.stringContaining("99") }),
    );
  });

  it("that is something else is left alone", async () => {
    const text = join(folder, "text.db");
    writeFileSync(text, "this is a text of more than one hundred bytes, so that SQLite looks at it. ".repeat(3));
    await expect(opening(text)()).rejects.toThrow(expect.objectContaining({ reason: "foreign" }));
    const other = join(folder, "other.db");
    const database = new DatabaseSync(other);
    database.exec("CREATE TABLE mine (a)");
    database.close();
    await expect(opening(other)()).rejects.toThrow("not a store of rootspan");
    await expect(opening(join(folder, "nowhere", "x.db"))()).rejects.toThrow("unable to open database file");
  });

  it("is written so that a commit survives the loss of power", async () => {
    const store = await open();
    const database = new DatabaseSync(path);
    expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    expect(database.prepare("PRAGMA page_size").get()).toEqual({ page_size: 8192 });
    database.close();
    await store.close();
  });
});

describe("a question that takes long", () => {
  const SESSIONS = 60;

  let store: Store;
  let projectId: string;

  /** After the first stretch of seven, no time is left. */
  beforeAll(async () => {
    store = await open({ pace: { fewSessions: 0, firstRows: 7, patienceMs: 0 } });
    projectId = (await store.keys.defaultProject()).id;
    for (let index = 0; index < SESSIONS; index += 1) {
      const id = newSessionId();
      const agent = { "gen_ai.agent.name": index % 20 === 19 ? "writer" : "planner" };
      const call = callOf(id);
      const span = {
        ...call,
        startTimeUnixNano: call.startTimeUnixNano + BigInt(index),
        endTimeUnixNano: call.endTimeUnixNano + BigInt(index),
        attributes: { ...call.attributes, ...agent },
      };
      await store.sessions.append({ projectId, spans: [span], receivedAtMs: 1 });
    }
  });

  afterAll(() => store.close());

  it("is answered by pages that are short, and none is left out", async () => {
    const sizes: number[] = [];
    let after: string | undefined;
    do {
      const page = await store.sessions.listSessions(projectId, {
        filter: { agents: ["writer"] },
        limit: 5,
        ...(after !== undefined && { after }),
      });
      sizes.push(page.sessions.length);
      after = page.next;
    } while (after !== undefined);
    expect(sizes).toEqual([1, 0, 1, 0, 0, 1, 0, 0, 0]);
  });

  it("is counted as far as it came, and says so", async () => {
    const filter = { agents: ["planner"], llmCalls: { min: 1 } };
    expect(await store.sessions.countSome(projectId, filter)).toEqual({ sessions: 6, complete: false });
    const facets = await store.sessions.facets(projectId, filter);
    expect(facets).toMatchObject({
      agents: [
        { value: "planner", sessions: 6 },
        { value: "writer", sessions: 1 },
      ],
    });
    expect(facets.complete).toBe(false);
    const hour = 3_600_000;
    const fromMs = Math.floor(NOW / hour) * hour;
    const { totals, complete } = await store.analytics.analyse(projectId, {
      fromMs,
      toMs: fromMs + hour,
      interval: "hour",
      filter,
    });
    expect([totals.sessions, totals.calls, complete]).toEqual([6, 6, false]);
  });

  it("is gone after to the end where something is removed by it", async () => {
    expect(await store.sessions.countSessions(projectId, { agents: ["writer"] })).toBe(3);
    expect(await store.sessions.deleteSessions(projectId, { agents: ["writer"] })).toBe(3);
    expect(await store.sessions.countSome(projectId, {})).toEqual({ sessions: SESSIONS - 3, complete: true });
  });
});

describe("an index of words", () => {
  it.each(["is lost", "is damaged", "is of another version"])("that %s is made again", async (what) => {
    const store = await open();
    const projectId = (await store.keys.defaultProject()).id;
    const id = newSessionId();
    await store.sessions.append({ projectId, spans: [spanOf(id, { text: "axolotl" })], receivedAtMs: 1 });
    await store.close();
    if (what === "is lost") rmSync(`${path}.search`);
    else if (what === "is damaged") writeFileSync(`${path}.search`, "no index at all");
    else {
      const file = new DatabaseSync(`${path}.search`);
      file.exec("PRAGMA user_version = 99");
      file.close();
    }
    const again = await openSqliteStore({ path });
    while ((await again.maintenance.searchProgress()).waitingAppends > 0) await wait(20);
    expect(
      (await again.sessions.listSessions(projectId, { filter: { text: "axolo" }, limit: 9 })).sessions,
    ).toHaveLength(1);
    await again.close();
  });
});

describe("a write that fails", () => {
  it("half way leaves nothing behind, and works when it is tried again", async () => {
    const store = await open();
    const projectId = (await store.keys.defaultProject()).id;
    const id = newSessionId();
    const append = (spans = [callOf(id), spanOf(newSessionId())]) =>
      store.sessions.append({ projectId, spans, receivedAtMs: 1 });
    await append([callOf(id)]);
    const before = await store.sessions.readSession(projectId, id);
    const size = await store.sessions.measureProject(projectId);

    // Spans, chunks and the first session are written by then.
    const disk = new DatabaseSync(path);
    disk.exec("CREATE TRIGGER full BEFORE UPDATE ON projects BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    const retried = [callOf(id), spanOf(newSessionId())];
    await expect(append(retried)).rejects.toMatchObject({ reason: "unavailable" });
    expect(await store.sessions.readSession(projectId, id)).toEqual(before);
    expect(await store.sessions.measureProject(projectId)).toEqual(size);
    expect((await store.sessions.listSessions(projectId, { limit: 9 })).sessions).toHaveLength(1);

    disk.exec("DROP TRIGGER full");
    disk.close();
    await append(retried);
    expect((await store.sessions.findSession(projectId, id))!.tally.calls.calls).toBe(2);
    expect((await store.sessions.measureProject(projectId)).spans).toBe(3);
    await store.close();
  });
});
