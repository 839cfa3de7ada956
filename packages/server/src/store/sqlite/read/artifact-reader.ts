/** Rows of artifacts. One that is not `stored` is not shown: its file is not there yet, or is about to go. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { StoredArtifact } from "../../artifact-store.ts";
import type { ArtifactPlace } from "../artifact-folder.ts";
import type { Row } from "../span-row.ts";

const PROJECT = "(SELECT id FROM projects WHERE public_id = ?)";
const COLUMNS = "session_id, artifact_id, name, content_type, size, sha256, created_ms";

export class ArtifactReader {
  readonly #find: StatementSync;
  readonly #list: StatementSync;
  readonly #listHidden: StatementSync;

  constructor(database: DatabaseSync) {
    this.#find = database.prepare(
      `SELECT ${COLUMNS} FROM artifacts WHERE project = ${PROJECT} AND session_id = ? AND artifact_id = ? AND stored = 1`,
    );
    this.#list = database.prepare(
      `SELECT ${COLUMNS} FROM artifacts WHERE project = ${PROJECT} AND session_id = ? AND stored = 1
       ORDER BY created_ms, id`,
    );
    this.#listHidden = database.prepare(
      `SELECT public_id, session_id, artifact_id FROM artifacts JOIN projects ON projects.id = artifacts.project
       WHERE stored <> 1 AND stored >= ?`,
    );
  }

  find({ projectId, sessionId, artifactId }: ArtifactPlace): StoredArtifact | undefined {
    const row = this.#find.get(projectId, sessionId, artifactId);
    return row === undefined ? undefined : toArtifact(row);
  }

  /** Oldest first. */
  list(projectId: string, sessionId: string): readonly StoredArtifact[] {
    return this.#list.all(projectId, sessionId).map(toArtifact);
  }

  /** Those that go; with `arriving`, also those whose file may not be in its place. */
  listHidden(arriving: boolean): readonly ArtifactPlace[] {
    return this.#listHidden.all(arriving ? 0 : 2).map((row) => ({
      projectId: String(row["public_id"]),
      sessionId: String(row["session_id"]),
      artifactId: String(row["artifact_id"]),
    }));
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
