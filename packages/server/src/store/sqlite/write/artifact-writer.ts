/** The table of artifacts: each row says first that a file will come, and then that it is there. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { StoredArtifact } from "../../artifact-store.ts";
import type { ArtifactPlace } from "../artifact-folder.ts";

const PROJECT = "(SELECT id FROM projects WHERE public_id = ?)";
const IN_PLACE = `project = ${PROJECT} AND session_id = ? AND artifact_id = ?`;

export class ArtifactWriter {
  readonly #announce: StatementSync;
  readonly #confirm: StatementSync;
  readonly #remove: StatementSync;

  constructor(database: DatabaseSync) {
    // One that was announced and not taken back, because the disk refused that too, is announced again.
    this.#announce = database.prepare(
      `INSERT INTO artifacts (project, session_id, artifact_id, name, content_type, size, sha256, created_ms, stored)
       VALUES (${PROJECT}, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET (created_ms, stored) = (excluded.created_ms, 0)`,
    );
    this.#confirm = database.prepare(`UPDATE artifacts SET stored = 1 WHERE ${IN_PLACE}`);
    this.#remove = database.prepare(`DELETE FROM artifacts WHERE ${IN_PLACE}`);
  }

  announce(projectId: string, artifact: StoredArtifact): void {
    const { sessionId, id, name, contentType, size, sha256, createdAtMs } = artifact;
    const hash = Buffer.from(sha256, "hex");
    this.#announce.run(projectId, sessionId, id, name, contentType, size, hash, createdAtMs);
  }

  confirm({ projectId, sessionId, artifactId }: ArtifactPlace): void {
    this.#confirm.run(projectId, sessionId, artifactId);
  }

  remove({ projectId, sessionId, artifactId }: ArtifactPlace): void {
    this.#remove.run(projectId, sessionId, artifactId);
  }
}
