/**
 * The body of `GET /v2/sessions/{id}/export`: AgentOps' five keys in its shapes, with more where more is known, and
 * `stats`, `agents`, `spans` and `artifacts`, the first two of which its documentation promises.
 */
import { kindOf, type PriceBook, type SessionStats, type SpanRecord, toStats, toTimestamp } from "@rootspan/model";
import type { StoredArtifact } from "../../store/artifact-store.ts";
import type { Project } from "../../store/key-store.ts";
import { type ArtifactItem, toArtifactItem } from "../artifacts/artifact-item.ts";
import type { ObservedSession } from "../observed-session.ts";
import { parseOrKeep } from "./event-text.ts";
import { createSpanTree } from "./span-tree.ts";
import { type ExportedAgent, toAgents } from "./to-agents.ts";
import { type ExportedError, toErrors } from "./to-errors.ts";
import { type ExportedAction, type ExportedLlm, type ExportedTool, toAction, toLlm, toTool } from "./to-events.ts";
import { toExportedSpan } from "./to-span.ts";

export interface ExportedSession {
  readonly id: string;
  readonly project_id: string;
  /** AgentOps' second project of a session; we have none. */
  readonly project_id_secondary: null;
  /** RFC 3339 with milliseconds. */
  readonly init_timestamp: string;
  /** Null while running. */
  readonly end_timestamp: string | null;
  /** JSON text of a list of texts. */
  readonly tags: string;
  readonly end_state: string | null;
  readonly end_state_reason: string | null;
  readonly video: string | null;
  readonly host_env: unknown;
  readonly name: string | null;
  readonly running: boolean;
  readonly services: readonly string[];
}

export interface SessionExport {
  readonly session: ExportedSession;
  readonly agents: readonly ExportedAgent[];
  readonly actions: readonly ExportedAction[];
  readonly llms: readonly ExportedLlm[];
  readonly tools: readonly ExportedTool[];
  readonly errors: readonly ExportedError[];
  readonly stats: SessionStats;
  readonly spans: readonly object[];
  readonly artifacts: readonly ArtifactItem[];
}

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
