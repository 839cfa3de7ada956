/**
 * The port to where artifacts are kept: files of a session, such as its video. `test/store/describe-artifact-store.ts`
 * holds every adapter to this contract.
 */
import type { Readable } from "node:stream";

export interface NewArtifact {
  readonly projectId: string;
  /** As `toSessionKey` writes it. The session need not have spans: its first one may still be under way. */
  readonly sessionId: string;
  /** A file's name, to be shown. */
  readonly name: string;
  /** A media type, as it was sent. */
  readonly contentType: string;
  /** When it arrived: milliseconds since 1970 by the server's clock. */
  readonly receivedAtMs: number;
  /** Read as fast as it can be written. An error that it throws is the error of the call. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface StoredArtifact {
  /** See `toArtifactId`; unique within its session. */
  readonly id: string;
  readonly sessionId: string;
  readonly name: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  /** Of the bytes, 64 hex digits. */
  readonly sha256: string;
  /** When it first arrived: milliseconds since 1970 by the server's clock. */
  readonly createdAtMs: number;
}

export interface AddedArtifact {
  readonly artifact: StoredArtifact;
  /** False when the session had it already. */
  readonly created: boolean;
}

/** Both at least 0 and less than the size. */
export interface ByteRange {
  readonly first: number;
  /** Inclusive, not less than `first`. */
  readonly last: number;
}

export interface ArtifactStore {
  /**
   * Resolves only once the artifact is durable, as `SessionStore.append` does. It never holds more of the bytes in
   * memory than a few chunks. When it rejects, or the process ends before it resolves, nothing of the artifact is
   * found, and what was written of it is removed, at the latest when the store is opened the next time.
   *
   * Idempotent on (session, bytes, name, type): what is there already stays as it is, and is returned.
   *
   * @throws StoreError `unavailable` or `closed`; whatever `bytes` throws
   */
  addArtifact(artifact: NewArtifact): Promise<AddedArtifact>;

  /** Oldest first; none when the project has no such session, whether another project has is not told. */
  listArtifacts(projectId: string, sessionId: string): Promise<readonly StoredArtifact[]>;

  /** Undefined when the project has no such artifact in such a session. */
  findArtifact(projectId: string, sessionId: string, artifactId: string): Promise<StoredArtifact | undefined>;

  /**
   * The bytes, or those of a range. The caller reads the stream to its end, or destroys it; it outlives the store's
   * closing.
   * @throws StoreError `unavailable` when the bytes cannot be read, or are not those that were stored
   */
  readArtifact(projectId: string, artifact: StoredArtifact, range?: ByteRange): Promise<Readable>;
}
