/** An artifact as it is shown. */
import type { StoredArtifact } from "../../store/artifact-store.ts";

export interface ArtifactItem {
  /** Of content, name and type: the same file of a session has the same id. */
  readonly id: string;
  readonly session_id: string;
  readonly name: string;
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

export function toArtifactItem({
  id,
  sessionId,
  name,
  contentType,
  size,
  sha256,
  createdAtMs,
}: StoredArtifact): ArtifactItem {
  return {
    id,
    session_id: sessionId,
    name,
    content_type: contentType,
    size,
    sha256,
    url: `/v2/sessions/${encodeURIComponent(sessionId)}/artifacts/${id}`,
    created_at: new Date(createdAtMs).toISOString(),
  };
}
