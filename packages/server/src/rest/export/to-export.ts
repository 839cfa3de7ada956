/** The body of `GET /v2/sessions/{id}/export`. */
import { kindOf, type PriceBook, type SpanRecord, toStats, toTimestamp } from "@rootspan/model";
import type { ExportedSession, SessionExport } from "@rootspan/model/rest";
import type { StoredArtifact } from "../../store/artifact-store.ts";
import type { Project } from "../../store/key-store.ts";
import { toArtifactItem } from "../artifacts/artifact-item.ts";
import type { ObservedSession } from "../observed-session.ts";
import { parseOrKeep } from "./event-text.ts";
import { createSpanTree } from "./span-tree.ts";
import { toAgents } from "./to-agents.ts";
import { toErrors } from "./to-errors.ts";
import { toAction, toLlm, toTool } from "./to-events.ts";
import { toExportedSpan } from "./to-span.ts";

export interface ExportInput {
  readonly project: Project;
  readonly session: ObservedSession;
  /** By start time; so are all lists of the export. */
  readonly spans: readonly SpanRecord[];
  /** Oldest first. */
  readonly artifacts: readonly StoredArtifact[];
  readonly prices: PriceBook;
}

export function toExport({ project, session, spans, artifacts, prices }: ExportInput): SessionExport {
  const tree = createSpanTree(spans);
  const placeOf = (span: SpanRecord) => ({ sessionId: session.id, agentId: tree.agentIdOf(span) });
  const ofKind = (kind: string) => spans.filter((span) => kindOf(span.attributes) === kind);
  return {
    session: toExportedSession(project, session),
    agents: toAgents(spans, session.id),
    actions: ofKind("action").map((span) => toAction(span, placeOf(span))),
    llms: ofKind("llm").map((span) => toLlm(span, placeOf(span), prices)),
    tools: ofKind("tool").map((span) => toTool(span, placeOf(span))),
    errors: toErrors(spans, session.id, tree),
    stats: toStats(session.id, session.summary),
    spans: spans.map(toExportedSpan),
    artifacts: artifacts.map(toArtifactItem),
  };
}

function toExportedSession(project: Project, { id, summary }: ObservedSession): ExportedSession {
  return {
    id,
    project_id: project.id,
    project_id_secondary: null,
    init_timestamp: toTimestamp(summary.startTimeUnixNano),
    end_timestamp: summary.endTimeUnixNano === undefined ? null : toTimestamp(summary.endTimeUnixNano),
    tags: JSON.stringify(summary.tags),
    end_state: summary.endState ?? null,
    end_state_reason: summary.endStateReason ?? null,
    video: summary.video ?? null,
    host_env: summary.hostEnvironment === undefined ? null : parseOrKeep(summary.hostEnvironment),
    name: summary.name ?? null,
    running: summary.running,
    services: summary.services,
  };
}
