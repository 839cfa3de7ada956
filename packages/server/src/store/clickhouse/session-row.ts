/** Sessions as rows, which are derived from their spans and edits. */
import { NO_EDITS, type SessionEdits, type SessionTally, tallyFromJson, tallyToJson } from "@rootspan/model";
import { type LabelKind, toColumns } from "../session-columns.ts";
import type { StoredSession } from "../session-store.ts";
import type { Row } from "./row-text.ts";

/** What `toSession` reads. */
export const SESSION_COLUMNS = "session, tally, edits, received_ms, sequence";

/** Columns of the labels of sessions. */
export const LABEL_COLUMNS: Readonly<Record<LabelKind, string>> = {
  tag: "tags",
  model: "models",
  agent: "agents",
  service: "services",
};

/** All that is known of a session. */
export interface SessionFacts {
  readonly project: string;
  readonly id: string;
  readonly tally: SessionTally;
  readonly edits: SessionEdits;
  readonly receivedAtMs: number;
  readonly sequence: number;
  /** Of its spans, as stored. */
  readonly bytes: number;
}

/** Of the derivation: a later one knows more. */
export interface Derivation {
  readonly version: number;
  /** Who derived. */
  readonly server: string;
}

export function toSessionRow(facts: SessionFacts, { version, server }: Derivation): Row {
  const { project, id, tally, edits, receivedAtMs, sequence, bytes } = facts;
  const columns = toColumns(tally, edits);
  const labels = (kind: LabelKind): readonly string[] =>
    columns.labels.filter((label) => label.kind === kind).map(({ text }) => text);
  return {
    project,
    session: id,
    version,
    deleted: 0,
    server,
    sequence,
    name: columns.name ?? "",
    start: String(columns.startUnixNano),
    duration: String(columns.durationNs),
    received_ms: receivedAtMs,
    end_state: columns.endState ?? "",
    errors: columns.errors,
    llm_calls: columns.llmCalls,
    tokens: columns.tokens,
    cost: String(columns.cost),
    bookmarked: columns.bookmarked,
    tags: labels("tag"),
    models: labels("model"),
    agents: labels("agent"),
    services: labels("service"),
    spans: tally.spans,
    bytes,
    tally: tallyToJson(tally),
    edits: edits === NO_EDITS ? "" : JSON.stringify(edits),
  };
}

/** In the place of a session of which nothing is left. What is not given is empty. */
export function toRemovedRow(project: string, id: string, sequence: number, { version, server }: Derivation): Row {
  return { project, session: id, version, deleted: 1, server, sequence };
}

export function toSession(row: Row): StoredSession {
  const edits = String(row["edits"]);
  return {
    id: String(row["session"]),
    tally: tallyFromJson(String(row["tally"])),
    edits: edits === "" ? NO_EDITS : (JSON.parse(edits) as SessionEdits),
    receivedAtMs: Number(row["received_ms"]),
    sequence: Number(row["sequence"]),
  };
}
