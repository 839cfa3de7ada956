/** Files that each older version wrote, by its own code, are brought forward whole. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { SCHEMA_VERSION } from "../../src/store/sqlite/schema.ts";
import { callOf, newSessionId } from "../spans.ts";
import { shownOf } from "./store-under-test.ts";

const SESSION_ID = "019ab000-0000-7000-8000-000000000002";
const START = 1_763_900_000_123_456_789n;
const ARTIFACT_ID = "063be3d7cf0f5baf227b6b1aa51d143f2b8f1db9f04197635d3b3567d0579413";
const LOG = "a log of the run\n";

const folder = mkdtempSync(join(tmpdir(), "rootspan-migrations-"));

afterAll(() => rmSync(folder, { recursive: true }));

/** With the file of its artifact, which is no part of the database. */
function unpack(version: number): string {
  const path = join(folder, `version-${version}.db`);
  writeFileSync(path, gunzipSync(readFileSync(join(__dirname, `../fixtures/version-${version}.db.gz`))));
  const database = new DatabaseSync(path, { readOnly: true });
  expect(database.prepare("PRAGMA user_version").get()).toEqual({ user_version: version });
  const { public_id: project } = database.prepare("SELECT public_id FROM projects WHERE name = 'default'").get()!;
  database.close();
  const artifact = join(`${path}.artifacts`, String(project), SESSION_ID, ARTIFACT_ID);
  mkdirSync(dirname(artifact), { recursive: true });
  writeFileSync(artifact, LOG);
  return path;
}

it.each([
  [2, {}],
  // Edits came with version 3.
  [3, { note: "golden", bookmarked: true }],
  [4, { note: "golden", bookmarked: true }],
])("a file of version %i has all it had, is as new, and goes on", async (version, edits) => {
  const path = unpack(version);
  const store = await openSqliteStore({ path });
  const { sessions, keys, artifacts } = store;
  const projectId = (await keys.defaultProject()).id;
  const { session, spans } = (await sessions.readSession(projectId, SESSION_ID))!;
  const shown = shownOf(session);
  expect([shown.endState, shown.tags, shown.calls.calls, shown.calls.usage.inputTokens]).toEqual([
    "Success",
    ["blue", "green"],
    1,
    1_200,
  ]);
  expect(shown.startTimeUnixNano).toBe(START);
  expect(spans.map(({ name }) => name)).toEqual(["session", "chat gpt-4o-mini"]);
  expect(spans[1]!.events).toEqual([
    { name: "e", timeUnixNano: START + 7n, attributes: { big: 9_007_199_254_740_993n } },
  ]);
  expect(session.edits).toEqual(edits);

  expect(await keys.findKey("k1")).toMatchObject({ project: { name: "acme" }, createdAtMs: 5 });
  const [artifact] = await artifacts.listArtifacts(projectId, SESSION_ID);
  expect(artifact).toMatchObject({ id: ARTIFACT_ID, name: "run.log", size: LOG.length });
  expect(await text(await artifacts.readArtifact(projectId, artifact!))).toBe(LOG);

  expect(await sessions.measureProject(projectId)).toMatchObject({ sessions: 1, spans: 2 });
  expect(await sessions.countSessions(projectId, { anyTags: ["green"], models: ["gpt-4o-mini"] })).toBe(1);
  await sessions.append({ projectId, spans: [callOf(newSessionId())], receivedAtMs: 1_763_900_006_000 });
  const byTokens = await sessions.listSessions(projectId, { sort: { by: "tokens", descending: true }, limit: 9 });
  expect(byTokens.sessions.map(({ id }) => id)[0]).toBe(SESSION_ID);
  await store.close();

  const fresh = join(folder, `fresh-${version}.db`);
  await (await openSqliteStore({ path: fresh })).close();
  expect(tablesOf(path)).toEqual(tablesOf(fresh));
  expect(SCHEMA_VERSION).toBe(5);
});

it("a file that could not be brought forward is as it was", async () => {
  const path = unpack(2);
  const broken = join(folder, "broken.db");
  cpSync(path, broken);
  const database = new DatabaseSync(broken);
  database.exec("UPDATE chunks SET bytes = x'00'");
  database.close();
  await expect(openSqliteStore({ path: broken })).rejects.toMatchObject({ reason: "foreign" });
  const after = new DatabaseSync(broken);
  expect(after.prepare("PRAGMA user_version").get()).toEqual({ user_version: 2 });
  expect(after.prepare("SELECT count(*) AS spans FROM spans").get()).toEqual({ spans: 2 });
  after.close();
});

/** All that makes a file's schema, in an order of its own. */
function tablesOf(path: string): readonly unknown[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").all();
  database.close();
  return rows.map(({ type, name, sql }) => [type, name, String(sql).replace(/\s+/g, " ")]);
}
