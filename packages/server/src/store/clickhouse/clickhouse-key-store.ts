/** `KeyStore` on ClickHouse. */
import { KEY_SCOPES, type KeyStore, type NewKey, type Project, type StoredKey } from "../key-store.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./database.ts";
import type { Row } from "./row-text.ts";
import { literal } from "./literal.ts";
import { DEFAULT_PROJECT, type Projects } from "./projects.ts";

const KEYS = "SELECT id, hash, project, project_name, scope, created_ms FROM keys FINAL";

export class ClickhouseKeyStore implements KeyStore {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #projects: Projects;

  constructor(database: Database, clock: Clock, projects: Projects) {
    this.#database = database;
    this.#clock = clock;
    this.#projects = projects;
  }

  defaultProject(): Promise<Project> {
    return this.#projects.ensure(DEFAULT_PROJECT);
  }

  async addKey({ id, hash, projectName, scope = "full", createdAtMs }: NewKey): Promise<StoredKey> {
    const project = await this.#projects.ensure(projectName);
    const row = {
      id,
      version: this.#clock.take(),
      deleted: 0,
      hash: Buffer.from(hash).toString("hex"),
      project: project.id,
      project_name: project.name,
      scope,
      created_ms: createdAtMs,
    };
    await this.#database.insert("keys", [row]);
    return { id, hash, scope, createdAtMs, project };
  }

  async findKey(id: string): Promise<StoredKey | undefined> {
    const [row] = await this.#database.rows(`${KEYS} WHERE id = ${literal(id)}`);
    return row === undefined ? undefined : toKey(row);
  }

  async listKeys(): Promise<readonly StoredKey[]> {
    return (await this.#database.rows(`${KEYS} ORDER BY created_ms, version`)).map(toKey);
  }

  async removeKey(id: string): Promise<boolean> {
    if ((await this.findKey(id)) === undefined) return false;
    await this.#database.insert("keys", [{ id, version: this.#clock.take(), deleted: 1 }]);
    return true;
  }
}

function toKey(row: Row): StoredKey {
  return {
    id: String(row["id"]),
    hash: new Uint8Array(Buffer.from(String(row["hash"]), "hex")),
    project: { id: String(row["project"]), name: String(row["project_name"]) },
    scope: KEY_SCOPES.find((scope) => scope === row["scope"]) ?? "read",
    createdAtMs: Number(row["created_ms"]),
  };
}
