/** A file of a session, as it is listed. */

export interface ArtifactItem {
  /** Of content, name and type: the same file of a session has the same id. */
  readonly id: string;
  readonly session_id: string;
  readonly name: string;
  /** A media type, as it was sent. */
  readonly content_type: string;
  /** Bytes. */
  readonly size: number;
  /** Hex digits. */
  readonly sha256: string;
  /** Path of the bytes at this server. */
  readonly url: string;
  /** RFC 3339 with milliseconds. */
  readonly created_at: string;
}

export interface ArtifactList {
  /** Oldest first. */
  readonly artifacts: readonly ArtifactItem[];
}
