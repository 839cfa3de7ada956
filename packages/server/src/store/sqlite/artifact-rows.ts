/** The table of artifacts: each row says first that a file will come, and then that it is there. */
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { StoredArtifact } from "../artifact-store.ts";
import type { ArtifactPlace } from "./artifact-folder.ts";
import { toStoreError } from "./to-store-error.ts";

type Row = Record<string, SQLOutputValue>;

const PROJECT = "(SELECT id FROM projects WHERE public_id = ?)";
const IN_PLACE = `project = ${PROJECT} AND session_id = ? AND artifact_id = ?`;
const COLUMNS = "session_id, artifact_id, name, content_type, size, sha256, created_ms";

export class ArtifactRows {
  readonly #hasProject: StatementSync;
  readonly #announce: StatementSync;
  readonly #confirm: StatementSync;
  readonly #remove: StatementSync;
  readonly #find: StatementSync;
  readonly #list: StatementSync;
  readonly #listUnconfirmed: StatementSync;

  /** @param reader sees what the writer has committed */
  constructor(writer: DatabaseSync, reader: DatabaseSync) {
    this.#hasProject = reader.prepare("SELECT 1 FROM projects WHERE public_id = ?");
    // One that was announced and not taken back, because the disk refused that too, is announced again.
    this.#announce = writer.prepare(
      `INSERT INTO artifacts (project, ${COLUMNS}, stored) VALUES (${PROJECT}, ?, ?, ?, ?, ?, ?, ?, 0)
       ON CONFLICT DO UPDATE SET created_ms = excluded.created_ms`,
    );
    this.#confirm = writer.prepare(`UPDATE artifacts SET stored = 1 WHERE ${IN_PLACE}`);
    this.#remove = writer.prepare(`DELETE FROM artifacts WHERE ${IN_PLACE}`);
    this.#find = reader.prepare(`SELECT ${COLUMNS} FROM artifacts WHERE ${IN_PLACE} AND stored = 1`);
    this.#list = reader.prepare(
      `SELECT ${COLUMNS} FROM artifacts WHERE project = ${PROJECT} AND session_id = ? AND stored = 1
       ORDER BY created_ms, id`,
    );
    this.#listUnconfirmed = writer.prepare(
      `SELECT public_id, session_id, artifact_id FROM artifacts JOIN projects ON projects.id = artifacts.project
       WHERE stored = 0`,
    );
  }

  hasProject(projectId: string): boolean {
    return this.#hasProject.get(projectId) !== undefined;
  }

  /** Before the file takes its place: from here on a start of the store knows that it may be there. @throws StoreError */
  announce(projectId: string, artifact: StoredArtifact): void {
    const { sessionId, id, name, contentType, size, sha256, createdAtMs } = artifact;
    const hash = Buffer.from(sha256, "hex");
    run(this.#announce, projectId, sessionId, id, name, contentType, size, hash, createdAtMs);
  }

  /** Once the file is in its place. @throws StoreError */
  confirm({ projectId, sessionId, artifactId }: ArtifactPlace): void {
    run(this.#confirm, projectId, sessionId, artifactId);
  }

  /** @throws StoreError */
  remove({ projectId, sessionId, artifactId }: ArtifactPlace): void {
    run(this.#remove, projectId, sessionId, artifactId);
  }

  find({ projectId, sessionId, artifactId }: ArtifactPlace): StoredArtifact | undefined {
    const row = this.#find.get(projectId, sessionId, artifactId);
    return row === undefined ? undefined : toArtifact(row);
  }

  /** Oldest first. */
  list(projectId: string, sessionId: string): readonly StoredArtifact[] {
    return this.#list.all(projectId, sessionId).map(toArtifact);
  }

  /** Those that were announced and neither confirmed nor removed. */
  listUnconfirmed(): readonly ArtifactPlace[] {
    return this.#listUnconfirmed.all().map((row) => ({
      projectId: String(row["public_id"]),
      sessionId: String(row["session_id"]),
      artifactId: String(row["artifact_id"]),
    }));
  }
}

function run(statement: StatementSync, ...values: (string | number | Uint8Array)[]): void {
  try {
    statement.run(...values);
  } catch (error) {
    throw toStoreError(error);
  }
}

function toArtifact(row: Row): StoredArtifact {
  return {
    id: String(row["artifact_id"]),
    sessionId: String(row["session_id"]),
    name: String(row["name"]),
    contentType: String(row["content_type"]),
    size: Number(row["size"]),
    sha256: Buffer.from(row["sha256"] as Uint8Array).toString("hex"),
    createdAtMs: Number(row["created_ms"]),
  };
}
