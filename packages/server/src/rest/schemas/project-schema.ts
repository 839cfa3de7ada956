/** The schema of a project. */
import type { ProjectHoldings, ProjectItem, ProjectLimits } from "@rootspan/model/rest";
import { count, type JsonSchema, objectOf, text } from "../../http/schema/json-schema.ts";

const LIMITS = objectOf<ProjectLimits>({
  max_body_bytes: count(),
  max_artifact_bytes: count(),
  idle_timeout_ms: count("After this time without data a session is over."),
  max_page_size: count(),
});

const HOLDINGS = objectOf<ProjectHoldings>({
  sessions: count(),
  spans: count(),
  bytes: count("What the spans' attributes take, as stored."),
});

export const PROJECT_ITEM: JsonSchema = objectOf<ProjectItem>(
  { id: text("A UUID."), name: text(), limits: LIMITS, holds: HOLDINGS },
  { title: "Project" },
);
