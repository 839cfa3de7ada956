/** What an artifact is called: the same for the same file, so that sending it again finds it. */
import { createHash } from "node:crypto";

export interface ArtifactIdentity {
  /** Of the bytes, hex digits. */
  readonly sha256: string;
  readonly name: string;
  readonly contentType: string;
}

/** 64 hex digits: the hash of content, name and type. */
export function toArtifactId({ sha256, name, contentType }: ArtifactIdentity): string {
  return createHash("sha256")
    .update(JSON.stringify([sha256, name, contentType]))
    .digest("hex");
}
