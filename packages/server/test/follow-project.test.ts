/** A session that says nothing any more is told to those who watch, though nothing changes in the store. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StreamItem } from "../src/http/event-streams.ts";
import { Pulse } from "../src/http/pulse.ts";
import { ProjectFollower } from "../src/rest/live/follow-project.ts";
import { createObserve } from "../src/rest/observed-session.ts";
import { openSqliteStore } from "../src/store/sqlite/open-sqlite-store.ts";
import type { Store } from "../src/store/store.ts";
import { callOf, newSessionId } from "./spans.ts";

const IDLE_MS = 60_000;

let folder: string;
let store: Store;
let nowMs = 1_000_000;
const pulse = new Pulse({ heartbeatMs: 5, pauseMs: 1 });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rootspan-follow-"));
  store = await openSqliteStore({ path: join(folder, "test.db"), idleTimeoutMs: IDLE_MS, now: () => nowMs });
});

afterAll(async () => {
  pulse.end();
  await store.close();
  rmSync(folder, { recursive: true });
});

const isEvent = (item: StreamItem) => item !== undefined && "event" in item;

it.each([
  ["as ended, where all are watched", {}, { event: "session", data: { running: false, end_state: "Indeterminate" } }],
  ["as gone, where those that run are watched", { states: ["Running"] as const }, { event: "gone" }],
])("%s", async (_name, filter, expected) => {
  const { id: projectId } = await store.keys.defaultProject();
  const id = newSessionId();
  await store.sessions.append({ projectId, spans: [callOf(id)], receivedAtMs: nowMs });
  const settings = { sessions: store.sessions, changes: store.changes, observe: createObserve(IDLE_MS, () => nowMs) };
  const project = { projectId, filter: { ...filter, ids: [id] }, since: store.changes.lastSequence() };
  const items = new ProjectFollower(project, settings, 0).follow(pulse);
  // A sign of life: it has looked, and found the session running.
  expect((await items.next()).value).toBeUndefined();
  nowMs += IDLE_MS + 1;
  let told: StreamItem;
  do {
    told = (await items.next()).value as StreamItem;
  } while (!isEvent(told));
  expect(told).toMatchObject(expected);
  await items.return();
});
