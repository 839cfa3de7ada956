/** A session that is being exported: what was there when it began, read a little at a time. */
import { type PriceBook, type SpanRecord, toStats, toTimestamp } from "@rootspan/model";
import type { ArtifactItem, ExportedSession, SessionStats } from "@rootspan/model/rest";
import type { ArtifactStore } from "../../store/artifact-store.ts";
import type { Project } from "../../store/key-store.ts";
import type { SessionStore, SpanRow, StoredSession } from "../../store/session-store.ts";
import { toArtifactItem } from "../artifacts/artifact-item.ts";
import type { Observe, ObservedSession } from "../observed-session.ts";
import { parseOrKeep } from "./event-text.ts";

const ROWS_AT_ONCE = 2_000;
/** What spans hold is read so many at a time, and of so few appends, as stores keep what came together together. */
const SPANS_AT_ONCE = 512;
const APPENDS_AT_ONCE = 4;

export interface ExportSettings {
  readonly sessions: SessionStore;
  readonly artifacts: ArtifactStore;
  readonly observe: Observe;
  readonly prices: PriceBook;
  readonly basePath: string;
}

export interface OpenExport {
  readonly project: Project;
  readonly session: ObservedSession;
  readonly prices: PriceBook;
  readonly artifacts: readonly ArtifactItem[];
  /** By start time, some at a time; so are all lists of an export. */
  readonly listRows: () => AsyncIterable<readonly SpanRow[]>;
  /** The spans of rows, some at a time. One that was removed meanwhile is left out. */
  readonly read: (rows: readonly SpanRow[]) => AsyncIterable<readonly SpanRecord[]>;
  /** All spans, some at a time. */
  readonly readAll: () => AsyncIterable<readonly SpanRecord[]>;
}

export async function openExport(
  project: Project,
  stored: StoredSession,
  { sessions, artifacts, observe, prices, basePath }: ExportSettings,
): Promise<OpenExport> {
  const ofSession = await artifacts.listArtifacts(project.id, stored.id);
  const listRows = () => eachPageOfRows(sessions, project.id, stored);
  async function* read(rows: readonly SpanRow[]): AsyncGenerator<readonly SpanRecord[], void, void> {
    for (const part of toParts(rows)) yield await sessions.readSpans(project.id, stored.id, part);
  }
  return {
    project,
    session: observe(stored),
    prices,
    artifacts: ofSession.map((artifact) => toArtifactItem(artifact, basePath)),
    listRows,
    read,
    async *readAll() {
      for await (const rows of listRows()) yield* read(rows);
    },
  };
}

function* toParts(rows: readonly SpanRow[]): Generator<readonly SpanRow[], void, void> {
  let part: SpanRow[] = [];
  let appends = new Set<number>();
  for (const row of rows) {
    if (part.length === SPANS_AT_ONCE || (appends.size === APPENDS_AT_ONCE && !appends.has(row.sequence))) {
      yield part;
      part = [];
      appends = new Set();
    }
    part.push(row);
    appends.add(row.sequence);
  }
  if (part.length > 0) yield part;
}

async function* eachPageOfRows(
  sessions: SessionStore,
  projectId: string,
  { id, sequence: told }: StoredSession,
): AsyncGenerator<readonly SpanRow[], void, void> {
  let after: string | undefined;
  do {
    const page = await sessions.listSpans(projectId, id, {
      limit: ROWS_AT_ONCE,
      ...(after !== undefined && { after }),
    });
    // What came after the tally that the stats are made of is not in the lists either.
    yield (page?.spans ?? []).filter(({ sequence }) => sequence <= told);
    after = page?.next;
  } while (after !== undefined);
}

export function toExportedSession({ project, session: { id, summary } }: OpenExport): ExportedSession {
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

export function toExportedStats({ session }: OpenExport): SessionStats {
  return toStats(session.id, session.summary);
}
