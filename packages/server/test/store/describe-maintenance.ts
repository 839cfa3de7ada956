/** What every store must do for its upkeep. */
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "../../src/store/store.ts";
import { callOf, newSessionId, spanOf } from "../spans.ts";
import { NOW, projectNamed, type StoreUnderTest } from "./store-under-test.ts";

const DAY_MS = 86_400_000;

export function describeMaintenance(
  name: string,
  { open, openFile }: Pick<StoreUnderTest, "open"> & { readonly openFile: (path: string) => Promise<Store> },
): void {
  let store: Store;
  let project: string;
  let folder: string;

  const append = async (receivedAtMs = NOW, projectId = project, characters = 10): Promise<string> => {
    const id = newSessionId();
    await store.sessions.append({ projectId, spans: [spanOf(id, { text: "x".repeat(characters) })], receivedAtMs });
    return id;
  };
  const left = async (projectId = project): Promise<readonly string[]> =>
    (
      await store.sessions.listSessions(projectId, { limit: 100, sort: { by: "activity", descending: false } })
    ).sessions.map(({ id }) => id);

  describe(`the upkeep of the store ${name}`, () => {
    beforeEach(async () => {
      store = await open();
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
      const ids: string[] = [];
      for (let index = 0; index < 60; index++) ids.push(await append(NOW, project, 2_000));
      const { bytes } = await store.sessions.measureProject(project);
      await store.maintenance.setRetention(project, { maxBytes: bytes / 2 });
      expect(await store.maintenance.enforceRetention(NOW)).toBe(30);
      expect(await left()).toEqual(ids.slice(30));
      expect((await store.sessions.measureProject(project)).bytes).toBeLessThanOrEqual(bytes / 2);
      await store.maintenance.setRetention(project, {});
      expect(await store.maintenance.enforceRetention(NOW)).toBe(0);
    });

    it("writes all it has to one file while it is written to, which opens as a store", async () => {
      const id = await append();
      const hash = new Uint8Array(32).fill(9);
      await store.keys.addKey({ id: "k", hash, projectName: "acme", createdAtMs: NOW, scope: "read" });
      const file = join(folder, "backup.db");
      const backup = store.maintenance.backup(file);
      for (let index = 0; index < 20; index++) await append();
      await backup;
      const copy = await openFile(file);
      expect(await copy.sessions.readSession(project, id)).toEqual(await store.sessions.readSession(project, id));
      expect(await copy.keys.findKey("k")).toMatchObject({ hash, scope: "read" });
      await copy.sessions.append({ projectId: project, spans: [callOf(id)], receivedAtMs: NOW });
      await copy.close();
    });

    it("leaves a file alone that is there, and nothing half written", async () => {
      const file = join(folder, "mine.txt");
      await writeFile(file, "mine");
      await expect(store.maintenance.backup(file)).rejects.toMatchObject({ reason: "unavailable" });
      const nowhere = join(folder, "nowhere", "b.db");
      await expect(store.maintenance.backup(nowhere)).rejects.toMatchObject({ reason: "unavailable" });
      expect(existsSync(`${nowhere}.part`)).toBe(false);
    });

    it("says what it takes, and gives back what is free", async () => {
      const empty = await store.maintenance.usage();
      expect(empty).toMatchObject({ artifacts: 0, artifactBytes: 0, waitingSpans: 0, maxWaitingSpans: 100_000 });
      for (let index = 0; index < 30; index++) {
        // Nothing of it can be compressed.
        const text = Array.from({ length: 60_000 }, () =>
          String.fromCharCode(0x4e00 + Math.floor(Math.random() * 20_000)),
        ).join("");
        const id = newSessionId();
        await store.sessions.append({ projectId: project, spans: [spanOf(id, { text })], receivedAtMs: NOW });
      }
      const full = await store.maintenance.usage();
      expect(full.databaseBytes).toBeGreaterThan(empty.databaseBytes + 1_000_000);
      expect(full.logBytes).toBeGreaterThan(0);
      await store.sessions.deleteSessions(project, {});
      expect((await store.maintenance.usage()).freeBytes).toBeGreaterThan(1_000_000);
      await store.maintenance.vacuum();
      const vacuumed = await store.maintenance.usage();
      expect(vacuumed.freeBytes).toBe(0);
      expect(vacuumed.databaseBytes).toBeLessThan(full.databaseBytes / 2);
      await append();
    });
  });
}
