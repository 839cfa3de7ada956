/** The schema of a project. */
import type {
  ProjectHoldings,
  ProjectItem,
  ProjectLimits,
  ProjectRetention,
  StoreUsageItem,
} from "@rootspan/model/rest";
import { count, type JsonSchema, nullable, objectOf, text } from "../../http/schema/json-schema.ts";

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

const RETENTION = objectOf<ProjectRetention>({
  max_age_ms: nullable(count("Sessions are forgotten so long after they last changed.")),
  max_bytes: nullable(count("Beyond it the sessions go that changed least recently.")),
});

const STORE = objectOf<StoreUsageItem>(
  {
    database_bytes: count(),
    free_bytes: count("Of these, what is free for sessions to come."),
    log_bytes: count("What is written and not yet moved into that file."),
    artifacts: count(),
    artifact_bytes: count(),
    waiting_spans: count(),
    max_waiting_spans: count("Beyond it, senders are put off."),
  },
  { description: "What all projects of the server take together." },
);

export const PROJECT_ITEM: JsonSchema = objectOf<ProjectItem>(
  { id: text("A UUID."), name: text(), limits: LIMITS, holds: HOLDINGS, retention: RETENTION, store: STORE },
  { title: "Project" },
);
