/** What every store must do for its upkeep. */
import { existsSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { SpanRecord } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { Store } from "../../src/store/store.ts";
import { callOf, newSessionId, rootOf, spanOf } from "../spans.ts";
import { itNeeds } from "./it-needs.ts";
import { NOW, projectNamed, type StoreUnderTest } from "./store-under-test.ts";

const DAY_MS = 86_400_000;

/** Model calls that send all that was said before again, as agents do. */
function agentTurns(id: string, turns: number): readonly SpanRecord[] {
  const messages: object[] = [];
  return Array.from({ length: turns }, (_, turn) => {
    const said = Array.from({ length: 40 }, (__, word) => ((turn * 7_919 + word * 104_729) % 99_991).toString(36));
    messages.push({ role: "user", content: `What is the capital of ${said.join(" ")}?` });
    const sent = JSON.stringify(messages);
    messages.push({ role: "assistant", content: `It is ${said.toReversed().join(" ")}.` });
    const call = callOf(id, 100, 10);
    return { ...call, attributes: { ...call.attributes, [key.GEN_AI_INPUT_MESSAGES]: sent } };
  });
}

export function describeMaintenance(
  name: string,
  underTest: Pick<StoreUnderTest, "open" | "lacks"> & { readonly openFile?: (path: string) => Promise<Store> },
): void {
  const { open } = underTest;
  let store: Store;
  let project: string;
  let folder: string;
  let now: number;

  const append = async (receivedAtMs = NOW, projectId = project): Promise<string> => {
    const id = newSessionId();
    await store.sessions.append({ projectId, spans: [spanOf(id)], receivedAtMs });
    return id;
  };
  const left = async (projectId = project): Promise<readonly string[]> =>
    (
      await store.sessions.listSessions(projectId, { limit: 100, sort: { by: "activity", descending: false } })
    ).sessions.map(({ id }) => id);

  describe(`the upkeep of the store ${name}`, () => {
    beforeEach(async () => {
      now = NOW;
      store = await open({ now: () => now });
      project = (await store.keys.defaultProject()).id;
      folder = await mkdtemp(join(tmpdir(), "rootspan-upkeep-"));
    });

    afterEach(async () => {
      await store.close();
      await rm(folder, { recursive: true });
    });

    it("forgets sessions by age, those of a project by its own setting, but for those with a bookmark", async () => {
      const other = await projectNamed(store, "other");
      const [old, marked, young] = [await append(NOW - 3 * DAY_MS), await append(NOW - 3 * DAY_MS), await append()];
      await append(NOW - 3 * DAY_MS, other);
      await store.sessions.patchSession(project, marked, { bookmarked: true });
      expect(await store.maintenance.enforceRetention(NOW)).toBe(0);
      await store.maintenance.setRetention(project, { maxAgeMs: 2 * DAY_MS });
      expect(await store.maintenance.retentionOf(project)).toEqual({ maxAgeMs: 2 * DAY_MS });
      expect(await store.maintenance.retentionOf(other)).toEqual({});
      expect(await store.maintenance.enforceRetention(NOW)).toBe(1);
      expect(await left()).toEqual([young, marked]);
      expect(await left()).not.toContain(old);
      expect(await left(other)).toHaveLength(1);
    });

    it("forgets the sessions that changed least recently until the rest is small enough", async () => {
      const ids = Array.from({ length: 60 }, newSessionId);
      const spans = ids.map((id) => spanOf(id, { text: "x".repeat(2_000) }));
      await store.sessions.append({ projectId: project, spans, receivedAtMs: NOW });
      const { bytes } = await store.sessions.measureProject(project);
      await store.maintenance.setRetention(project, { maxBytes: bytes / 2 });
      expect(await store.maintenance.enforceRetention(NOW)).toBe(30);
      expect(await left()).toEqual(ids.slice(30));
      expect((await store.sessions.measureProject(project)).bytes).toBeLessThanOrEqual(bytes / 2);
      await store.maintenance.setRetention(project, {});
      expect(await store.maintenance.enforceRetention(NOW)).toBe(0);
    });

    itNeeds("copies", underTest)(
      "writes all it has to one file while it is written to, which opens as a store",
      async () => {
        const id = await append();
        const hash = new Uint8Array(32).fill(9);
        await store.keys.addKey({ id: "k", hash, projectName: "acme", createdAtMs: NOW, scope: "read" });
        const file = join(folder, "backup.db");
        const backup = store.maintenance.backup(file);
        for (let index = 0; index < 20; index++) await append();
        await backup;
        const copy = await underTest.openFile!(file);
        expect(await copy.sessions.readSession(project, id)).toEqual(await store.sessions.readSession(project, id));
        expect(await copy.keys.findKey("k")).toMatchObject({ hash, scope: "read" });
        await copy.sessions.append({ projectId: project, spans: [callOf(id)], receivedAtMs: NOW });
        await copy.close();
      },
    );

    itNeeds("copies", underTest)("leaves a file alone that is there, and nothing half written", async () => {
      const file = join(folder, "mine.txt");
      await writeFile(file, "mine");
      await expect(store.maintenance.backup(file)).rejects.toMatchObject({ reason: "unavailable" });
      const nowhere = join(folder, "nowhere", "b.db");
      await expect(store.maintenance.backup(nowhere)).rejects.toMatchObject({ reason: "unavailable" });
      expect(existsSync(`${nowhere}.part`)).toBe(false);
    });

    itNeeds("compaction", underTest)(
      "compresses a session that is over as a whole, and reads it as before",
      async () => {
        const id = newSessionId();
        const turns = agentTurns(id, 50);
        for (const turn of turns) await store.sessions.append({ projectId: project, spans: [turn], receivedAtMs: now });
        expect(await store.maintenance.compact()).toBe(0);
        await store.sessions.append({ projectId: project, spans: [rootOf(id, "Success")], receivedAtMs: now });
        const [session, size] = [
          await store.sessions.readSession(project, id),
          await store.sessions.measureProject(project),
        ];
        now += 60_000;
        while ((await store.maintenance.searchProgress()).waitingAppends > 0) await wait(20);
        expect(await store.maintenance.compact()).toBe(1);
        expect(await store.maintenance.compact()).toBe(0);
        expect(await store.sessions.readSession(project, id)).toEqual(session);
        const { spanId } = turns[20]!;
        expect(await store.sessions.readSpan(project, id, { spanId })).toEqual(turns[20]);
        expect((await store.sessions.listSpans(project, id, { limit: 60 }))!.spans).toHaveLength(51);
        const { bytes } = await store.sessions.measureProject(project);
        const text = turns.reduce((sum, { attributes }) => sum + JSON.stringify(attributes).length, 0);
        expect(bytes).toBeLessThan(text / 20);
        expect(bytes).toBeLessThan(size.bytes / 2);
      },
    );

    itNeeds("compaction", underTest)(
      "takes what comes late to a compressed session, replaces in it, and compresses it again",
      async () => {
        const id = newSessionId();
        const turns = agentTurns(id, 6);
        await store.sessions.append({
          projectId: project,
          spans: [...turns.slice(0, 3), rootOf(id, "Success")],
          receivedAtMs: now,
        });
        const compact = async (): Promise<number> => {
          now += 60_000;
          while ((await store.maintenance.searchProgress()).waitingAppends > 0) await wait(20);
          return store.maintenance.compact();
        };
        expect(await compact()).toBe(1);
        await store.sessions.append({ projectId: project, spans: turns, receivedAtMs: now });
        expect((await store.sessions.findSession(project, id))!.tally.calls.calls).toBe(6);
        expect(await compact()).toBe(1);
        const changed = { ...turns[1]!, name: "changed" };
        await store.sessions.replaceSpans({ projectId: project, spans: [changed], receivedAtMs: now });
        expect(await compact()).toBe(1);
        const spans = (await store.sessions.readSession(project, id))!.spans;
        expect(new Set(spans.map(({ name: said }) => said))).toEqual(new Set(["changed", "work"]));
        expect(spans).toHaveLength(7);
        expect(await store.sessions.countSessions(project, { text: "capital" })).toBe(1);
        await store.sessions.deleteSessions(project, {});
        expect(await store.sessions.measureProject(project)).toEqual({ sessions: 0, spans: 0, bytes: 0 });
      },
    );

    const fill = async (): Promise<void> => {
      const spans = Array.from({ length: 30 }, () =>
        spanOf(newSessionId(), { bytes: new Uint8Array(randomBytes(150_000)) }),
      );
      await store.sessions.append({ projectId: project, spans, receivedAtMs: NOW });
    };

    it("says what it takes, and gives back what is free", async () => {
      const empty = await store.maintenance.usage();
      expect(empty).toMatchObject({ artifacts: 0, artifactBytes: 0, waitingSpans: 0, maxWaitingSpans: 100_000 });
      await fill();
      const full = await store.maintenance.usage();
      expect(full.databaseBytes).toBeGreaterThan(empty.databaseBytes + 1_000_000);
      await store.sessions.deleteSessions(project, {});
      await store.maintenance.vacuum();
      const vacuumed = await store.maintenance.usage();
      expect(vacuumed.databaseBytes).toBeLessThan(full.databaseBytes / 2);
      await append();
    });

    itNeeds("free space", underTest)("says what is free, until it is given back", async () => {
      await fill();
      expect((await store.maintenance.usage()).logBytes).toBeGreaterThan(0);
      await store.sessions.deleteSessions(project, {});
      expect((await store.maintenance.usage()).freeBytes).toBeGreaterThan(1_000_000);
      await store.maintenance.vacuum();
      expect((await store.maintenance.usage()).freeBytes).toBe(0);
    });
  });
}
