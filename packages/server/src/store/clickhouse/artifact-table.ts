/** Artifacts in tables: which there are, and their bytes in pieces under a name that their upload was given. */
import type { StoredArtifact } from "../artifact-store.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./database.ts";
import type { Row } from "./row-text.ts";
import { isOneOf, literal } from "./literal.ts";
import { firstCounts } from "./versions.ts";

/** Of the bytes of an artifact, so many are one row; a range of them is some rows. */
export const CHUNK_BYTES: number = 1024 * 1024;

const COLUMNS = "session, artifact_id, upload, name, content_type, size, sha256, created_ms";

/** An artifact and where its bytes are. */
export interface KeptArtifact {
  readonly artifact: StoredArtifact;
  readonly upload: string;
}

export class ArtifactTable {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async list(project: string, session: string): Promise<readonly StoredArtifact[]> {
    const rows = await this.#database.rows(
      `SELECT ${COLUMNS} FROM artifacts FINAL WHERE ${inSession(project, session)}
       ORDER BY created_ms, version DESC, artifact_id`,
    );
    return rows.map((row) => toKept(row).artifact);
  }

  async find(project: string, session: string, artifactId: string): Promise<KeptArtifact | undefined> {
    const [row] = await this.#database.rows(
      `SELECT ${COLUMNS} FROM artifacts FINAL
       WHERE ${inSession(project, session)} AND artifact_id = ${literal(artifactId)}`,
    );
    return row === undefined ? undefined : toKept(row);
  }

  /** Of several that are added at once, the first one counts. */
  async add(project: string, { artifact, upload }: KeptArtifact): Promise<void> {
    const row = {
      project,
      session: artifact.sessionId,
      artifact_id: artifact.id,
      version: firstCounts(this.#clock.take()),
      upload,
      name: artifact.name,
      content_type: artifact.contentType,
      size: artifact.size,
      sha256: artifact.sha256,
      created_ms: artifact.createdAtMs,
    };
    await this.#database.insert("artifacts", [row]);
  }

  async addChunk(upload: string, number: number, bytes: Uint8Array, receivedAtMs: number): Promise<void> {
    const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
    await this.#database.insert("artifact_chunks", [{ upload, number, base64, received_ms: receivedAtMs }]);
  }

  /** Undefined when it is not there. */
  async readChunk(upload: string, number: number): Promise<Buffer | undefined> {
    const [row] = await this.#database.rows(
      `SELECT base64Encode(bytes) AS base64 FROM artifact_chunks FINAL
       WHERE upload = ${literal(upload)} AND number = ${number}`,
    );
    return row === undefined ? undefined : Buffer.from(String(row["base64"]), "base64");
  }

  async removeUpload(upload: string): Promise<void> {
    await this.#database.remove("artifact_chunks", `upload = ${literal(upload)}`);
  }

  /** The bytes first: what is left without them when it ends in between is removed with the session, as it still is there. */
  async removeOf(project: string, sessions: readonly string[]): Promise<void> {
    const within = `project = ${literal(project)} AND ${isOneOf("session", sessions)}`;
    const rows = await this.#database.rows(`SELECT upload FROM artifacts WHERE ${within}`);
    if (rows.length === 0) return;
    const uploads = rows.map(({ upload }) => String(upload));
    await this.#database.remove("artifact_chunks", isOneOf("upload", uploads));
    await this.#database.remove("artifacts", within);
  }

  /** Bytes that came before a time and belong to no artifact: who received them ended before all were there. */
  async removeLost(beforeMs: number): Promise<void> {
    const lost = `received_ms < ${beforeMs} AND upload NOT IN (SELECT upload FROM artifacts FINAL)`;
    await this.#database.remove("artifact_chunks", lost);
  }
}

function inSession(project: string, session: string): string {
  return `project = ${literal(project)} AND session = ${literal(session)}`;
}

function toKept(row: Row): KeptArtifact {
  return {
    upload: String(row["upload"]),
    artifact: {
      id: String(row["artifact_id"]),
      sessionId: String(row["session"]),
      name: String(row["name"]),
      contentType: String(row["content_type"]),
      size: Number(row["size"]),
      sha256: String(row["sha256"]),
      createdAtMs: Number(row["created_ms"]),
    },
  };
}
