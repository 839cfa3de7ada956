/** `rootspan backup` and `vacuum`: work on a store's file, beside a server or instead of one. */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openServer } from "../../src/index.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { openServerUnderTest, type ServerUnderTest } from "../http/server-under-test.ts";
import { callOf, newSessionId, spanOf } from "../spans.ts";
import { runHere } from "./terminal-under-test.ts";

let folder: string;
let server: ServerUnderTest;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rootspan-upkeep-"));
  server = await openServerUnderTest();
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

describe("rootspan backup", () => {
  it("copies what is acknowledged, while a server goes on writing; the copy is served as a store of its own", async () => {
    const id = newSessionId();
    let acknowledged = 0;
    const stop = new AbortController();
    const writer = (async () => {
      while (!stop.signal.aborted) {
        await server.send([callOf(id), spanOf(id)]);
        acknowledged += 2;
      }
    })();
    expect((await server.upload(id, "run.webm", "moving pictures")).status).toBe(201);
    const before = acknowledged;
    const file = join(folder, "copy.db");
    const outcome = await runHere(["backup", file, "--store", `sqlite:${server.path}`]);
    stop.abort();
    await writer;
    expect(outcome).toMatchObject({ status: 0, error: "" });
    expect(outcome.out).toMatch(new RegExp(`^copied [\\d.]+ \\w+ to ${file}, its files to ${file}.artifacts\\n$`));

    const copy = await openServer({ port: 0, store: `sqlite:${file}` });
    const ask = async (path: string) => fetch(copy.url + path);
    const { spans } = (await (await ask(`/v2/sessions/${id}`)).json()) as { spans: number };
    expect(spans).toBeGreaterThanOrEqual(before);
    expect(spans).toBeLessThanOrEqual(acknowledged);
    const { artifacts } = (await (await ask(`/v2/sessions/${id}/artifacts`)).json()) as {
      artifacts: { url: string }[];
    };
    expect(await (await ask(artifacts[0]!.url)).text()).toBe("moving pictures");
    await copy.close();
  });

  it("writes over nothing, and says what it cannot do", async () => {
    const taken = join(folder, "taken.db");
    const store = `sqlite:${server.path}`;
    expect((await runHere(["backup", taken, "--store", store])).status).toBe(0);
    expect(await runHere(["backup", taken, "--store", store])).toMatchObject({
      status: 1,
      error: expect.stringContaining("exists already"),
    });
    const nowhere = await runHere(["backup", join(folder, "no/such/copy.db"), "--store", store]);
    expect(nowhere.status).toBe(1);
    const none = join(folder, "none.db");
    expect(await runHere(["backup", join(folder, "copy.db"), "--store", `sqlite:${none}`])).toMatchObject({
      status: 1,
      error: `rootspan backup: there is no store ${none}\n`,
    });
    expect(readdirSync(folder)).toEqual(["taken.db"]);
  });
});

describe("rootspan vacuum", () => {
  it("gives back what removed sessions took", async () => {
    const path = join(folder, "full.db");
    const store = await openSqliteStore({ path });
    const projectId = (await store.keys.defaultProject()).id;
    const ids = Array.from({ length: 40 }, () => newSessionId());
    for (const id of ids) {
      const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString("base64");
      await store.sessions.append({ projectId, spans: [spanOf(id, { noise })], receivedAtMs: 1 });
    }
    await store.sessions.deleteSessions(projectId, { ids: ids.slice(1) });
    await store.close();
    const before = statSync(path).size;
    const outcome = await runHere(["vacuum"], { environment: { ROOTSPAN_SERVER_STORE: `sqlite:${path}` } });
    expect(outcome).toMatchObject({ status: 0, out: expect.stringMatching(/ less than before\n$/) });
    expect(statSync(path).size).toBeLessThan(before / 5);
    const again = await openSqliteStore({ path });
    expect(await again.sessions.findSession(projectId, ids[0]!)).toBeDefined();
    await again.close();
  });

  it("does not run beside a server, and makes no store", async () => {
    expect(await runHere(["vacuum", "--store", `sqlite:${server.path}`])).toMatchObject({
      status: 1,
      error: expect.stringContaining("another rootspan server is using the store"),
    });
    const none = join(folder, "none.db");
    expect((await runHere(["vacuum", "--store", `sqlite:${none}`])).status).toBe(1);
    expect(existsSync(none)).toBe(false);
  });
});
