/** The tables of projects and keys. */
import { randomUUID } from "node:crypto";
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { KeyScope, NewKey, Project, StoredKey } from "../key-store.ts";
import { DEFAULT_PROJECT } from "./schema.ts";

const KEYS = `SELECT keys.id, hash, scope, created_ms, public_id, name FROM keys JOIN projects ON projects.id = keys.project`;

export class KeyTable {
  readonly #findProject: StatementSync;
  readonly #addProject: StatementSync;
  readonly #addKey: StatementSync;
  readonly #findKey: StatementSync;
  readonly #listKeys: StatementSync;
  readonly #removeKey: StatementSync;

  constructor(database: DatabaseSync) {
    this.#findProject = database.prepare("SELECT public_id, name FROM projects WHERE name = ?");
    this.#addProject = database.prepare("INSERT INTO projects (public_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING");
    this.#addKey = database.prepare(
      "INSERT INTO keys (id, hash, project, scope, created_ms) VALUES (?, ?, (SELECT id FROM projects WHERE name = ?), ?, ?)",
    );
    this.#findKey = database.prepare(`${KEYS} WHERE keys.id = ?`);
    this.#listKeys = database.prepare(`${KEYS} ORDER BY created_ms, keys.rowid`);
    this.#removeKey = database.prepare("DELETE FROM keys WHERE id = ?");
  }

  defaultProject(): Project {
    return toProject(this.#findProject.get(DEFAULT_PROJECT)!);
  }

  add({ id, hash, projectName, scope = "full", createdAtMs }: NewKey): StoredKey {
    this.#addProject.run(randomUUID(), projectName);
    this.#addKey.run(id, hash, projectName, scope, createdAtMs);
    return { id, hash, scope, createdAtMs, project: toProject(this.#findProject.get(projectName)!) };
  }

  find(id: string): StoredKey | undefined {
    const row = this.#findKey.get(id);
    return row === undefined ? undefined : toKey(row);
  }

  list(): readonly StoredKey[] {
    return this.#listKeys.all().map(toKey);
  }

  remove(id: string): boolean {
    return this.#removeKey.run(id).changes !== 0;
  }
}

function toProject(row: Record<string, SQLOutputValue>): Project {
  return { id: String(row["public_id"]), name: String(row["name"]) };
}

function toKey(row: Record<string, SQLOutputValue>): StoredKey {
  return {
    id: String(row["id"]),
    hash: row["hash"] as Uint8Array,
    project: toProject(row),
    scope: String(row["scope"]) as KeyScope,
    createdAtMs: Number(row["created_ms"]),
  };
}
