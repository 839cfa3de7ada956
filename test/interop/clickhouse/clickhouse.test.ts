/** The store in ClickHouse: what only a database can do that several servers share, and what only it can fail at. */
import { addSpan, createPriceBook, EMPTY_TALLY, type SpanRecord, summarise } from "@rootspan/model";
import { runHere } from "../../../packages/server/test/cli/terminal-under-test.ts";
import { openServer } from "../../../packages/server/src/index.ts";
import { openClickhouseStore } from "../../../packages/server/src/store/clickhouse/open-clickhouse-store.ts";
import type { SessionChange } from "../../../packages/server/src/store/session-changes.ts";
import type { TraceCall } from "../../../packages/server/src/store/store-settings.ts";
import type { Store } from "../../../packages/server/src/store/store.ts";
import { callOf, newSessionId, rootOf, spanOf } from "../../../packages/server/test/spans.ts";
import { NOW } from "../../../packages/server/test/store/store-under-test.ts";
import { eventually } from "../eventually.ts";
import { describeProgram } from "../peer.ts";
import { CHDB } from "./peer.ts";
import { RunningEngine } from "./start-engine.ts";

const prices = createPriceBook();

describeProgram(CHDB, (modules) => {
  let engine: RunningEngine;
  let databases = 0;
  let database: string;
  let stores: Store[];
  let project: string;

  const open = async (trace?: TraceCall): Promise<Store> => {
    const store = await openClickhouseStore({
      url: `${engine.url}/${database}`,
      ...(trace !== undefined && { trace }),
    });
    stores.push(store);
    return store;
  };
  const append = (store: Store, spans: readonly SpanRecord[]): Promise<void> =>
    store.sessions.append({ projectId: project, spans, receivedAtMs: NOW });

  /** What lists, and the session itself, say of it is the fold of its spans. */
  const expectFolded = async (store: Store, id: string): Promise<void> => {
    const { spans } = (await store.sessions.readSession(project, id))!;
    const fold = summarise(spans.reduce((tally, span) => addSpan(tally, span, prices), EMPTY_TALLY));
    const countFrom = (min: number): Promise<number> =>
      store.sessions.countSessions(project, { ids: [id], llmCalls: { min } });
    const [session, ...counts] = await Promise.all([
      store.sessions.findSession(project, id),
      countFrom(fold.counts.llm),
      countFrom(fold.counts.llm + 1),
    ]);
    expect(summarise(session!.tally)).toEqual(fold);
    expect(counts).toEqual([1, 0]);
  };

  beforeAll(async () => {
    engine = await RunningEngine.start(modules);
  });

  afterAll(() => engine.stop());

  beforeEach(async () => {
    databases += 1;
    database = `shared_${databases}`;
    stores = [];
    const store = await open();
    project = (await store.keys.defaultProject()).id;
  });

  afterEach(() => Promise.all(stores.map((store) => store.close())));

  describe("a database that several servers share", () => {
    it("has the tally of exactly the spans that any of them took, each once, however they came", async () => {
      const servers = [stores[0]!, await open(), await open()];
      const ids = [newSessionId(), newSessionId()];
      const spans = Array.from({ length: 60 }, (_, index) => callOf(ids[index % 2]!, index));
      // Every span goes to two servers, in batches that overlap and wait for each other.
      await Promise.all(
        servers.flatMap((server, offset) =>
          Array.from({ length: 5 }, (_, turn) =>
            append(
              server,
              spans.filter((__, index) => index % 3 !== offset && Math.floor(index / 12) === turn),
            ),
          ),
        ),
      );
      for (const id of ids) {
        for (const server of servers) await expectFolded(server, id);
        expect((await stores[0]!.sessions.readSession(project, id))!.spans).toHaveLength(30);
      }
      expect(await stores[0]!.sessions.measureProject(project)).toMatchObject({ sessions: 2, spans: 60 });
    });

    describe("lists what spans and edits say, wherever one server stops while another works", () => {
      const patch = (store: Store, id: string): Promise<unknown> =>
        store.sessions.patchSession(project, id, { tags: ["mine"] });
      const remove = (store: Store, id: string): Promise<unknown> =>
        store.sessions.deleteSessions(project, { ids: [id] });
      const add = async (store: Store, id: string): Promise<void> => append(store, [callOf(id), rootOf(id, "Success")]);

      const replace = async (store: Store, id: string): Promise<void> => {
        const [span] = (await store.sessions.readSession(project, id))!.spans;
        const { attributes } = callOf(id, 5_000);
        await store.sessions.replaceSpans({ projectId: project, spans: [{ ...span!, attributes }], receivedAtMs: NOW });
      };

      it.each<[string, typeof patch, typeof patch]>([
        ["both add spans", add, add],
        ["one adds spans, the other replaces some", add, replace],
        ["one adds spans, the other edits", add, patch],
        ["one edits, the other adds spans", patch, add],
        ["one adds spans, the other removes", add, remove],
        ["one removes, the other adds spans", remove, add],
        ["one edits, the other removes", patch, remove],
      ])("%s", async (_, stopped, other) => {
        const second = stores[0]!;
        let id = "";
        let callsLeft = Infinity;
        const others: Promise<unknown>[] = [];
        // It may be a question for changes of others, which stops nothing: then the two work at once.
        const first = await open(async (__, work) => {
          if (callsLeft-- !== 0) return work();
          const done = other(second, id);
          others.push(done);
          await done;
          return work();
        });
        for (let stop = 0; others.length === stop; stop++) {
          id = newSessionId();
          await append(second, [callOf(id)]);
          callsLeft = stop;
          await stopped(first, id);
          callsLeft = Infinity;
          await others[stop];
          await expectConsistent(second, id);
        }
      });

      /** Whatever is left of a session. */
      const expectConsistent = async (store: Store, id: string): Promise<void> => {
        const countRows = (table: string): Promise<string> =>
          engine.ask(database, `SELECT count() FROM ${table} FINAL WHERE project = '${project}' AND session = '${id}'`);
        const [session, spans, edits] = await Promise.all([
          store.sessions.findSession(project, id),
          countRows("spans"),
          countRows("session_edits"),
        ]);
        expect(session?.tally.spans ?? 0).toBe(Number(spans));
        expect(session?.edits ?? {}).toEqual(Number(edits) === 0 ? {} : { tags: ["mine"] });
        if (session === undefined) return;
        await expectFolded(store, id);
        const tagged = await store.sessions.countSessions(project, { ids: [id], anyTags: ["mine"] });
        expect(tagged).toBe(Number(edits));
      };
    });

    it("keeps edits of different fields that were made at once", async () => {
      const [first, second] = [stores[0]!, await open()];
      const id = newSessionId();
      await append(first, [callOf(id)]);
      await Promise.all([
        first.sessions.patchSession(project, id, { tags: ["mine"] }),
        second.sessions.patchSession(project, id, { note: "look" }),
      ]);
      expect((await first.sessions.findSession(project, id))!.edits).toEqual({ tags: ["mine"], note: "look" });
    });

    it("tells those who watch one server what another one wrote", async () => {
      const [first, second] = [stores[0]!, await open()];
      const heard: SessionChange[] = [];
      first.changes.subscribe({ projectId: project }, (change) => void heard.push(change));
      const since = first.changes.lastSequence();
      const [theirs, own] = [newSessionId(), newSessionId()];
      await append(second, [spanOf(theirs)]);
      await append(first, [spanOf(own)]);
      await eventually(
        async () => heard.length,
        (length) => length === 2,
      );
      expect(heard.map(({ sessionId }) => sessionId).toSorted()).toEqual([own, theirs].toSorted());
      expect(heard[1]!.sequence).toBeGreaterThan(heard[0]!.sequence);
      expect(first.changes.lastSequence()).toBe(heard[1]!.sequence);
      const changed = await first.changes.changedSince(project, since, 10);
      expect(changed.map(({ sessionId }) => sessionId)).toEqual(heard.map(({ sessionId }) => sessionId));
      await second.sessions.deleteSessions(project, { ids: [theirs] });
      await eventually(
        async () => heard.length,
        (length) => length === 3,
      );
      expect(heard[2]).toMatchObject({ kind: "delete", sessionId: theirs });
      expect(await first.changes.changedSince(project, since, 10)).toHaveLength(1);
    });

    it("makes a project of a name once, and knows its keys everywhere", async () => {
      const servers = [stores[0]!, await open()];
      const keys = await Promise.all(
        servers.map((server, index) =>
          server.keys.addKey({ id: `k${index}`, hash: new Uint8Array(32), projectName: "acme", createdAtMs: index }),
        ),
      );
      expect(keys[0]!.project).toEqual(keys[1]!.project);
      expect((await servers[1]!.keys.listKeys()).map(({ id }) => id)).toEqual(["k0", "k1"]);
      expect(await servers[1]!.keys.removeKey("k0")).toBe(true);
      expect(await servers[0]!.keys.removeKey("k0")).toBe(false);
      expect(await servers[0]!.keys.findKey("k0")).toBeUndefined();
    });
  });

  describe("a write that ends half way", () => {
    /** Spans are written by then, and the sessions derived from them are not. */
    const breakOff = async (store: Store, spans: readonly SpanRecord[]): Promise<void> => {
      await engine.ask(database, "RENAME TABLE sessions TO sessions_away");
      await expect(append(store, spans)).rejects.toMatchObject({ reason: "unavailable" });
      await engine.ask(database, "RENAME TABLE sessions_away TO sessions");
    };

    it("is made good when its spans are sent again, each counted once", async () => {
      const id = newSessionId();
      const spans = [callOf(id), callOf(id)];
      await breakOff(stores[0]!, spans);
      await append(stores[0]!, spans);
      await expectFolded(stores[0]!, id);
      expect(await stores[0]!.sessions.measureProject(project)).toMatchObject({ sessions: 1, spans: 2 });
    });

    it("is made good by a server that starts, where nobody sends them again", async () => {
      const id = newSessionId();
      await append(stores[0]!, [callOf(id)]);
      await breakOff(stores[0]!, [callOf(id)]);
      await expectFolded(await open(), id);
      expect((await stores[0]!.sessions.findSession(project, id))!.tally.spans).toBe(2);
    });
  });

  it("keeps what it has acknowledged when ClickHouse is killed, and goes on when it is back", async () => {
    const [store] = stores;
    const acknowledged: string[] = [];
    const killed = new AbortController();
    const writing = (async () => {
      while (!killed.signal.aborted) {
        const id = newSessionId();
        await append(store!, [callOf(id)]).then(
          () => acknowledged.push(id),
          () => undefined,
        );
      }
    })();
    await eventually(
      async () => acknowledged.length,
      (length) => length >= 5,
    );
    await engine.killAndStart();
    killed.abort();
    await writing;
    for (const id of acknowledged) await expectFolded(store!, id);
    const id = newSessionId();
    await append(store!, [callOf(id)]);
    await expectFolded(store!, id);
  });

  it("has ClickHouse write to the disk what it acknowledges", async () => {
    const tables = await engine.ask(database, `SHOW TABLES`);
    for (const table of tables.split("\n").filter((name) => name !== "store")) {
      const definition = await engine.ask(database, `SHOW CREATE TABLE ${table}`);
      expect(definition).toMatch(/fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1/);
    }
  });

  it("leaves databases alone that a newer version wrote, or somebody else", async () => {
    await engine.ask(database, "INSERT INTO store VALUES (99)");
    await expect(open()).rejects.toMatchObject({ reason: "newer", message: expect.stringContaining("99") });
    database = `${database}_foreign`;
    await engine.ask("default", `CREATE DATABASE ${database}`);
    await engine.ask(database, "CREATE TABLE mine (a String) ENGINE = MergeTree ORDER BY a");
    await expect(open()).rejects.toMatchObject({ reason: "foreign" });
  });

  it("says where it looked for a ClickHouse that does not answer, without the password", async () => {
    const error = await openClickhouseStore({ url: "http://me:secret@127.0.0.1:1/agents" }).catch(
      (fault: unknown) => fault,
    );
    expect(error).toMatchObject({ reason: "unavailable", message: expect.stringContaining("agents at 127.0.0.1:1") });
    expect(String(error)).not.toContain("secret");
  });

  it("refuses to be copied to a file, and says what to do", async () => {
    await expect(stores[0]!.maintenance.backup("copy.db")).rejects.toMatchObject({
      reason: "unsupported",
      message: expect.stringContaining("BACKUP DATABASE"),
    });
    const store = `clickhouse:${engine.url}/${database}`;
    expect(await runHere(["backup", "copy.db", "--store", store])).toMatchObject({
      status: 1,
      error: expect.stringContaining("BACKUP DATABASE"),
    });
  });

  it("serves what servers of the same database received, for keys that the command line made", async () => {
    const store = `clickhouse:${engine.url}/${database}`;
    const key = (await runHere(["keys", "create", "--project", "acme", "--store", store])).out.trim();
    const servers = await Promise.all([openServer({ port: 0, store }), openServer({ port: 0, store })]);
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const traceId = "5".repeat(32);
    const span = { traceId, spanId: "6".repeat(16), name: "hello", startTimeUnixNano: "1763900000000000000" };
    const body = JSON.stringify({
      resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, endTimeUnixNano: "1763900001000000000" }] }] }],
    });
    const sent = await fetch(`${servers[0].url}/v1/traces`, { method: "POST", headers, body });
    expect(sent.status).toBe(200);
    const listed = await fetch(`${servers[1].url}/v2/sessions`, { headers });
    const { sessions } = (await listed.json()) as { readonly sessions: readonly { readonly spans: number }[] };
    expect(sessions).toMatchObject([{ spans: 1 }]);
    await Promise.all(servers.map((server) => server.close()));
    expect((await runHere(["keys", "list", "--store", store])).out).toContain("acme");
  });
});
