/** Schemas of files of sessions. */
import type { ArtifactItem, ArtifactList } from "@rootspan/model/rest";
import { count, instant, type JsonSchema, listOf, objectOf, text } from "../../http/schema/json-schema.ts";

export const ARTIFACT_ITEM: JsonSchema = objectOf<ArtifactItem>(
  {
    id: text("Of content, name and type: the same file of a session has the same id."),
    session_id: text(),
    name: text(),
    content_type: text("As it was sent."),
    size: count("Bytes."),
    sha256: text("Hex digits."),
    url: text("Path of the bytes at this server."),
    created_at: instant(),
  },
  { title: "ArtifactItem" },
);

export const ARTIFACT_LIST: JsonSchema = objectOf<ArtifactList>(
  { artifacts: listOf(ARTIFACT_ITEM, { description: "Oldest first." }) },
  { title: "ArtifactList" },
);
