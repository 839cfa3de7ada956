/** An artifact as it is shown. */
import type { ArtifactItem } from "@rootspan/model/rest";
import type { StoredArtifact } from "../../store/artifact-store.ts";

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
