/** Threads of a store that end unasked, or by a fault: what was acknowledged is there, and others take their place. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import type { SpanRecord } from "@rootspan/model";
import type * as idleThreads from "../../src/store/sqlite/thread/idle-threads.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { callOf, newSessionId, spanOf } from "../spans.ts";

/** The real threads, as they are started. */
const mockThreads: Worker[] = [];

jest.mock("../../src/store/sqlite/thread/idle-threads.ts", () => {
  const actual = jest.requireActual<typeof idleThreads>("../../src/store/sqlite/thread/idle-threads.ts");
  return {
    ...actual,
    takeThread: () => {
      const thread = actual.takeThread();
      mockThreads.push(thread);
      return thread;
    },
  };
});

const ROUNDS = 25;
const APPENDERS = 4;
const MAX_DELAY_MS = 40;

const WAYS: Readonly<Record<string, (thread: Worker) => void>> = {
  "is terminated": (thread) => void thread.terminate(),
  // What is no message cannot be read: the thread throws.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  throws: (thread) => thread.postMessage(null),
};

describe.each(Object.keys(WAYS))("a thread that %s", (way) => {
  const folder = mkdtempSync(join(tmpdir(), "rootspan-ended-"));
  const path = join(folder, "test.db");
  let store: Store;
  let projectId: string;

  beforeAll(async () => {
    store = await openSqliteStore({ path });
    projectId = (await store.keys.defaultProject()).id;
  });

  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  /** Any of those that were started last: the writer, two readers and the follower. */
  const endOne = (round: number): void => WAYS[way]!(mockThreads.at(-1 - (round % 4)) ?? mockThreads[0]!);

  it("takes nothing with it that was acknowledged, and does not stay away", async () => {
    const acknowledged: SpanRecord[] = [];
    const reasons = new Set<string>();
    const ending = new AbortController();
    const append = async (): Promise<void> => {
      let spans = [callOf(newSessionId()), spanOf(newSessionId())];
      while (!ending.signal.aborted) {
        try {
          await store.sessions.append({ projectId, spans, receivedAtMs: Date.now() });
          acknowledged.push(...spans);
          spans = [callOf(newSessionId()), spanOf(newSessionId(), { text: "axolotl" })];
        } catch (error) {
          // The same is sent again, as any sender does.
          reasons.add((error as { reason: string }).reason);
        }
      }
    };
    const read = async (): Promise<void> => {
      while (!ending.signal.aborted) {
        await store.sessions
          .listSessions(projectId, { limit: 5 })
          .catch((error: { reason: string }) => void reasons.add(error.reason));
      }
    };
    const working = [...Array.from({ length: APPENDERS }, append), read()];
    for (let round = 0; round < ROUNDS; round += 1) {
      await wait(Math.random() * MAX_DELAY_MS);
      endOne(round);
    }
    ending.abort();
    await Promise.all(working);
    expect([...reasons]).toEqual(["unavailable"]);

    // The thread that ended last may not have been missed yet.
    await store.sessions.countSessions(projectId).catch(() => undefined);
    for (const { traceId, spanId } of acknowledged) {
      const sessionId = (await store.sessions.findSessionOfTrace(projectId, traceId))!;
      expect((await store.sessions.readSpan(projectId, sessionId, { spanId, traceId }))?.spanId).toBe(spanId);
    }
    const { spans } = await store.sessions.measureProject(projectId);
    expect(spans).toBeGreaterThanOrEqual(acknowledged.length);
    expect(spans).toBeLessThanOrEqual(acknowledged.length + 2 * APPENDERS);
  });

  it("is replaced by one that indexes what has come", async () => {
    const id = newSessionId();
    await store.sessions.append({ projectId, spans: [spanOf(id, { text: "quagga" })], receivedAtMs: Date.now() });
    while ((await store.maintenance.searchProgress()).waitingAppends > 0) await wait(50);
    const { sessions } = await store.sessions.listSessions(projectId, { filter: { text: "quagga" }, limit: 5 });
    expect(sessions.map((session) => session.id)).toEqual([id]);
  });
});
