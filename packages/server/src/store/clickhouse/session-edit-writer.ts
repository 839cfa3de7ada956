/** What people change of sessions: edits and removals. */
import type { SessionEdits } from "@rootspan/model";
import type { SessionChange } from "../session-changes.ts";
import type { SessionPatch } from "../session-store.ts";
import type { ArtifactTable } from "./artifact-table.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./database.ts";
import { isOneOf, literal } from "./literal.ts";
import type { SessionDerivation } from "./session-derivation.ts";
import type { TraceSessions } from "./trace-sessions.ts";
import type { Turns } from "./turns.ts";

export interface SessionEditWriterSettings {
  readonly database: Database;
  readonly clock: Clock;
  /** Of this server with appends. */
  readonly turns: Turns;
  readonly derivation: SessionDerivation;
  readonly traces: TraceSessions;
  readonly artifacts: ArtifactTable;
}

/** To find and to remove one session costs nearly as much as many. */
const REMOVED_TOGETHER = 1_000;

export class SessionEditWriter {
  readonly #settings: SessionEditWriterSettings;

  constructor(settings: SessionEditWriterSettings) {
    this.#settings = settings;
  }

  /** @param sessionId of a session that there is */
  patch(projectId: string, sessionId: string, patch: SessionPatch): Promise<SessionChange> {
    return this.#settings.turns.take(() => this.#patch(projectId, sessionId, patch));
  }

  /** @param listNext gives so many that are still there */
  async remove(
    projectId: string,
    listNext: (limit: number) => Promise<readonly string[]>,
    tell: (changes: readonly SessionChange[]) => void,
  ): Promise<number> {
    let removed = 0;
    for (;;) {
      const ids = await listNext(REMOVED_TOGETHER);
      if (ids.length === 0) return removed;
      tell(await this.#removeSome(projectId, ids));
      removed += ids.length;
    }
  }

  async #patch(projectId: string, sessionId: string, patch: SessionPatch): Promise<SessionChange> {
    const { clock, database, derivation } = this.#settings;
    const sequence = clock.take();
    const fields = Object.entries(patch).filter(([, value]) => value !== undefined) as [
      keyof SessionEdits,
      SessionPatch[keyof SessionEdits],
    ][];
    // Each field is an edit of its own, so that two people who edit different ones at once both do.
    const edits = fields.map(([field, value]) => ({
      project: projectId,
      session: sessionId,
      field,
      sequence,
      value: value === null ? "" : JSON.stringify(value),
    }));
    await database.insert("session_edits", edits);
    await derivation.derive(projectId, new Map([[sessionId, { sequence }]]));
    return { projectId, sessionId, kind: "edit", sequence };
  }

  async #removeSome(projectId: string, ids: readonly string[]): Promise<readonly SessionChange[]> {
    const { clock, database, derivation, traces, artifacts } = this.#settings;
    const removals = new Map(ids.map((id) => [id, { sequence: clock.take() }]));
    const within = `project = ${literal(projectId)} AND ${isOneOf("session", ids)}`;
    await artifacts.removeOf(projectId, ids);
    await Promise.all(["session_edits", "traces", "spans"].map((table) => database.remove(table, within)));
    await derivation.derive(projectId, removals);
    traces.forgetAll();
    return [...removals].map(([sessionId, { sequence }]) => ({ projectId, sessionId, kind: "delete", sequence }));
  }
}
