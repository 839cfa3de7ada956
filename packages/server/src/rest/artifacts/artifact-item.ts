/** An artifact as it is shown. */
import type { ArtifactItem } from "@rootspan/model/rest";
import type { StoredArtifact } from "../../store/artifact-store.ts";

/** @param basePath where this server is, as behind a proxy */
export function toArtifactItem(artifact: StoredArtifact, basePath: string): ArtifactItem {
  const { id, sessionId, name, contentType, size, sha256, createdAtMs } = artifact;
  return {
    id,
    session_id: sessionId,
    name,
    content_type: contentType,
    size,
    sha256,
    url: `${basePath}/v2/sessions/${encodeURIComponent(sessionId)}/artifacts/${id}`,
    created_at: new Date(createdAtMs).toISOString(),
  };
}
