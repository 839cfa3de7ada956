/** What is forgotten, and when: by age and by size, each project as the settings say. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createApiKey, hashApiKey, keyIdOf } from "../src/access/api-key.ts";
import { OPTION_TABLE } from "../src/settings/option-table.ts";
import { retainedOf } from "../src/settings/read-retained.ts";
import { toSettings } from "../src/settings/to-settings.ts";
import { startRetention } from "../src/start-retention.ts";
import { openSqliteStore } from "../src/store/sqlite/open-sqlite-store.ts";
import type { Store } from "../src/store/store.ts";
import type { ServerOptions } from "../src/index.ts";
import { newSessionId, spanOf } from "./spans.ts";

const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-06-30T00:00:00Z");

let folder: string;
let store: Store;
let projects: Readonly<Record<string, string>>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rootspan-retention-"));
  store = await openSqliteStore({ path: join(folder, "test.db"), now: () => NOW });
  const named = await Promise.all(
    ["acme", "blog"].map(async (projectName) => {
      const hash = hashApiKey(createApiKey());
      return (await store.keys.addKey({ id: keyIdOf(hash), hash, projectName, createdAtMs: 0 })).project;
    }),
  );
  projects = Object.fromEntries([await store.keys.defaultProject(), ...named].map(({ id, name }) => [name, id]));
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** A session of each project for each age, the oldest first, as they would come. */
async function fill(...agesInDays: readonly number[]): Promise<void> {
  for (const projectId of Object.values(projects)) {
    for (const days of agesInDays) {
      const text = Buffer.from(crypto.getRandomValues(new Uint8Array(3_000))).toString("base64");
      const spans = [spanOf(newSessionId(), { text })];
      await store.sessions.append({ projectId, spans, receivedAtMs: NOW - days * DAY_MS });
    }
  }
}

async function held(): Promise<Readonly<Record<string, number>>> {
  const counts = Object.entries(projects).map(async ([name, id]) => [
    name,
    (await store.sessions.measureProject(id)).sessions,
  ]);
  return Object.fromEntries(await Promise.all(counts)) as Record<string, number>;
}

/** Runs until the condition holds. */
async function retainUntil(options: ServerOptions, isDone: () => Promise<boolean>): Promise<string> {
  let log = "";
  const { retention } = toSettings(options);
  const task = startRetention({
    store,
    retention,
    intervalMs: 5,
    now: () => NOW,
    log: (_level, event, facts) => (log += `${event} ${JSON.stringify(facts)}\n`),
    reportFault: (event, error) => (log += `${event} ${String(error)}\n`),
  });
  while (!(await isDone())) await wait(5);
  await task.stop().over;
  return log;
}

const isHeld = (expected: object) => async () => JSON.stringify(await held()) === JSON.stringify(expected);

it("sessions go when they are too old, in each project as it is said", async () => {
  await fill(100, 40, 1);
  const log = await retainUntil({ retainFor: "90d,acme=30d,blog=off" }, isHeld({ default: 2, acme: 1, blog: 3 }));
  expect(log).toContain("sessions were forgotten, as retention says");
  expect(log).not.toContain("failed");
});

it("of a project that holds too much those go that changed least recently", async () => {
  await fill(3, 2, 1);
  const bytes = (await store.sessions.measureProject(projects["acme"]!)).bytes;
  await retainUntil({ retainSize: `acme=${Math.ceil(bytes * 0.7)}` }, isHeld({ default: 3, acme: 2, blog: 3 }));
  const left = await store.sessions.listSessions(projects["acme"]!, { limit: 9 });
  expect(new Set(left.sessions.map(({ receivedAtMs }) => (NOW - receivedAtMs) / DAY_MS))).toEqual(new Set([1, 2]));
});

it("what the settings no longer say no longer holds, and what they newly say holds for new projects too", async () => {
  await retainUntil(
    { retainFor: "1d" },
    async () => (await store.maintenance.retentionOf(projects["acme"]!)).maxAgeMs === DAY_MS,
  );
  await fill(400);
  let passes = 0;
  await retainUntil(
    {},
    async () => ++passes > 5 && (await store.maintenance.retentionOf(projects["acme"]!)).maxAgeMs === undefined,
  );
  expect(await held()).toEqual({ default: 1, acme: 1, blog: 1 });
});

it("a store that closes ends it without a word", async () => {
  const reported: string[] = [];
  const { retention } = toSettings({ retainFor: "1d" });
  const task = startRetention({
    store,
    retention,
    intervalMs: 1,
    now: () => NOW,
    log: () => {},
    reportFault: (event) => void reported.push(event),
  });
  await fill(4, 3, 2);
  const { over } = task.stop();
  await store.close();
  await over;
  expect(reported).toEqual([]);
  store = await openSqliteStore({ path: join(folder, "test.db"), now: () => NOW });
});

it.each<[string, Readonly<Record<string, number | undefined>> | undefined]>([
  ["off", { acme: undefined, blog: undefined }],
  ["90d", { acme: 90 * DAY_MS, blog: 90 * DAY_MS }],
  ["acme=1h", { acme: 3_600_000, blog: undefined }],
  [" 2d , acme = off ", { acme: undefined, blog: 2 * DAY_MS }],
  ["forever", undefined],
  ["acme=", undefined],
  ["=1d", undefined],
  ["a=b=1d", undefined],
  ["1s", undefined],
  ["", undefined],
])("retainFor %j keeps %j", (given, expected) => {
  const read = OPTION_TABLE.retainFor.read(given);
  const told = read && { acme: retainedOf(read, "acme"), blog: retainedOf(read, "blog") };
  expect(told).toEqual(expected);
});
