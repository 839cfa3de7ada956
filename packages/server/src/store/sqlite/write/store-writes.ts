/** Everything that is written to a store, on its one connection that writes. It can all be asked from another thread. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { PriceBook } from "@rootspan/model";
import type { StoredArtifact } from "../../artifact-store.ts";
import type { NewKey, StoredKey } from "../../key-store.ts";
import type { SessionChange } from "../../session-changes.ts";
import type { SessionPatch } from "../../session-store.ts";
import type { Retention } from "../../store-maintenance.ts";
import type { ArtifactPlace } from "../artifact-folder.ts";
import { KeyTable } from "../key-table.ts";
import type { PackedSession } from "../pack/session-packer.ts";
import { ArtifactWriter } from "./artifact-writer.ts";
import { givenBuffers } from "./given-buffers.ts";
import type { WriteBatch } from "./project-changes.ts";
import { SessionWriter, type WriteOutcome } from "./session-writer.ts";

export class StoreWrites {
  readonly #database: DatabaseSync;
  readonly #sessions: SessionWriter;
  readonly #artifacts: ArtifactWriter;
  readonly #keys: KeyTable;
  readonly #setRetention: StatementSync;
  readonly #removeOutdated: StatementSync;

  constructor(database: DatabaseSync, prices: PriceBook) {
    this.#database = database;
    this.#sessions = new SessionWriter(database, prices);
    this.#artifacts = new ArtifactWriter(database);
    this.#keys = new KeyTable(database);
    this.#removeOutdated = database.prepare(
      "DELETE FROM outdated_words WHERE rowid IN (SELECT value FROM json_each(?))",
    );
    this.#setRetention = database.prepare("UPDATE projects SET max_age_ms = ?, max_bytes = ? WHERE public_id = ?");
  }

  lastSequence(): number {
    return this.#sessions.lastSequence;
  }

  writeSpans(batches: readonly WriteBatch[]): WriteOutcome {
    const outcome = this.#sessions.write(batches);
    // See `freeMemory`.
    for (const bytes of givenBuffers(batches)) bytes.transfer(0);
    return outcome;
  }

  patchSession(projectId: string, sessionId: string, patch: SessionPatch): readonly SessionChange[] {
    return this.#sessions.patch(projectId, sessionId, patch);
  }

  removeSessions(projectId: string, sessionIds: readonly string[]): readonly SessionChange[] {
    return this.#sessions.remove(projectId, sessionIds);
  }

  savePacks(packed: readonly PackedSession[]): void {
    this.#sessions.savePacks(packed);
  }

  setRetention(projectId: string, { maxAgeMs, maxBytes }: Retention): void {
    this.#setRetention.run(maxAgeMs ?? null, maxBytes ?? null, projectId);
  }

  announceArtifact(projectId: string, artifact: StoredArtifact): void {
    this.#artifacts.announce(projectId, artifact);
  }

  confirmArtifact(place: ArtifactPlace): void {
    this.#artifacts.confirm(place);
  }

  removeArtifact(place: ArtifactPlace): void {
    this.#artifacts.remove(place);
  }

  /** See `SearchIndexer`. */
  removeOutdated(rows: readonly number[]): void {
    this.#removeOutdated.run(JSON.stringify(rows));
  }

  addKey(key: NewKey): StoredKey {
    return this.#keys.add(key);
  }

  removeKey(id: string): boolean {
    return this.#keys.remove(id);
  }

  vacuum(): void {
    this.#database.exec("VACUUM");
  }
}
