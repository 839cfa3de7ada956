/** What it costs to read a store that holds more and more sessions. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { openSqliteStore } from "../../../packages/server/src/store/sqlite/open-sqlite-store.ts";
import { type SessionFilter, SORT_KEYS } from "../../../packages/server/src/store/session-filter.ts";
import type { Store } from "../../../packages/server/src/store/store.ts";
import { median, type Table } from "../table.ts";
import { fillStore, FIRST_START_NS, RARE_EVERY, SESSION_EVERY_NS, sessionIdOf } from "./fill-store.ts";

const PAGE = 50;
const MS_PER_HOUR = 3_600_000;
const NS_PER_MS = 1_000_000n;

/** What somebody asks, of a store of so many sessions. */
type Question = (store: Store, projectId: string, sessions: number) => Promise<unknown>;

/** @param sizes so many sessions, each after the one before @param rounds medians of so many */
export async function measureLists(rounds: number, sizes: readonly number[]): Promise<Table> {
  const folder = mkdtempSync(join(tmpdir(), "rootspan-bench-"));
  const nowMs = Date.now();
  const store = await openSqliteStore({ path: join(folder, "sessions.db"), now: () => nowMs });
  const projectId = (await store.keys.defaultProject()).id;
  const cells = new Map(Object.keys(QUESTIONS).map((name) => [name, [] as string[]]));
  let filled = 0;
  for (const sessions of sizes) {
    await fillStore(store, projectId, { from: filled, to: sessions, receivedAtMs: nowMs });
    filled = sessions;
    while ((await store.maintenance.searchProgress()).waitingAppends > 0) await wait(100);
    for (const [name, ask] of Object.entries(QUESTIONS)) {
      cells.get(name)!.push(await timeOf(() => ask(store, projectId, sessions), rounds));
    }
  }
  await store.close();
  rmSync(folder, { recursive: true });
  return {
    title: "Reading a store of many sessions",
    text:
      "Milliseconds of CPU, of all threads, and of waiting; medians of " +
      `${rounds} rounds after one that does not count. Sessions have two spans; one in ${RARE_EVERY} has the rare tag and ` +
      "word. A question that has to look at every session gives up after a second, and says so: +.",
    head: ["question", ...sizes.map((size) => `${size.toLocaleString("en")} sessions`)],
    rows: [...cells].map(([name, times]) => [name, ...times]),
  };
}

/** Milliseconds of CPU / of waiting. */
async function timeOf(ask: () => Promise<unknown>, rounds: number): Promise<string> {
  const cpu: number[] = [];
  const waited: number[] = [];
  let answer = await ask();
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    const begun = performance.now();
    answer = await ask();
    waited.push(performance.now() - begun);
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1_000);
  }
  const isPart = (answer as { readonly complete?: boolean } | undefined)?.complete === false;
  return `${format(median(cpu))} / ${format(median(waited))}${isPart ? " +" : ""}`;
}

function format(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : Math.round(ms).toString();
}

const list =
  (filter: SessionFilter): Question =>
  ({ sessions }, projectId) =>
    sessions.listSessions(projectId, { filter, limit: PAGE });

const count =
  (filter: SessionFilter): Question =>
  ({ sessions }, projectId) =>
    sessions.countSome(projectId, filter);

/** The last day of what the store holds, by hour. */
const analyse =
  (filter: SessionFilter, groupBy: "model" | "tag"): Question =>
  ({ analytics }, projectId, sessions) => {
    const toMs = Number((FIRST_START_NS + BigInt(sessions) * SESSION_EVERY_NS) / NS_PER_MS);
    return analytics.analyse(projectId, { fromMs: toMs - 24 * MS_PER_HOUR, toMs, interval: "hour", filter, groupBy });
  };

const QUESTIONS: Readonly<Record<string, Question>> = {
  "newest 50": list({}),
  "stats of a session": ({ sessions }, projectId, filled) => sessions.findSession(projectId, sessionIdOf(filled >> 1)),
  ...Object.fromEntries(
    SORT_KEYS.map((by): [string, Question] => [
      `first 50 by ${by}`,
      ({ sessions }, projectId) => sessions.listSessions(projectId, { sort: { by, descending: true }, limit: PAGE }),
    ]),
  ),
  "list: state Failure": list({ states: ["Failure"] }),
  "list: state Running": list({ states: ["Running"] }),
  "list: a tag of one in 20": list({ anyTags: ["team-7"] }),
  "list: a rare tag": list({ anyTags: ["rare"] }),
  "list: a model": list({ models: ["gpt-4o"] }),
  "list: a service": list({ services: ["shop"] }),
  "list: a cost and more": list({ cost: { min: 10_000_000_000n } }),
  "list: errors": list({ errors: { min: 1 } }),
  "list: an hour long ago": list({
    startUnixNano: { min: FIRST_START_NS, max: FIRST_START_NS + 3_600_000_000_000n },
  }),
  "list: what no session has": list({ models: ["gpt-4o"], anyTags: ["team-2"] }),
  "list: a rare word": list({ text: "axolotl" }),
  "list: a word of every session": list({ text: "parcel" }),
  "list: part of a word": list({ text: "xolot" }),
  "count: all": count({}),
  "count: a tag": count({ anyTags: ["team-7"] }),
  "count: a tag and a state": count({ anyTags: ["team-7"], states: ["Success"] }),
  "facets of all": ({ sessions }, projectId) => sessions.facets(projectId),
  "facets of a tag": ({ sessions }, projectId) => sessions.facets(projectId, { anyTags: ["team-7"] }),
  "analytics of a day by model": analyse({}, "model"),
  "analytics of a day by tag": analyse({}, "tag"),
  "analytics of a day of a tag": analyse({ anyTags: ["team-7"] }, "model"),
};
