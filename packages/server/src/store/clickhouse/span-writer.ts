/**
 * Writes spans: first which session new traces belong to, then the spans, then the sessions that are derived from them.
 * When it ends in between, the spans are there and nobody was told that they are: they are sent again, or `repair` finds
 * them.
 */
import { addSpan, EMPTY_TALLY, modelCallOf, type PriceBook, type SessionTally, type SpanRecord } from "@rootspan/model";
import type { GroupOutcome, AppendBatch } from "../append-queue.ts";
import type { SessionChange } from "../session-changes.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./database.ts";
import { isOneOf, literal } from "./literal.ts";
import type { Projects } from "./projects.ts";
import type { SessionDerivation } from "./session-derivation.ts";
import { toSpanText } from "./span-row.ts";
import { SpanPlacement } from "./span-placement.ts";
import type { TraceSessions } from "./trace-sessions.ts";
import { firstCounts, lastCounts } from "./versions.ts";

export interface SpanWriterSettings {
  readonly database: Database;
  readonly clock: Clock;
  readonly prices: PriceBook;
  readonly projects: Projects;
  readonly traces: TraceSessions;
  readonly derivation: SessionDerivation;
}

interface PlacedSpan {
  readonly session: string;
  readonly span: SpanRecord;
  readonly receivedAtMs: number;
  readonly replace: boolean;
}

export class SpanWriter {
  readonly #settings: SpanWriterSettings;

  constructor(settings: SpanWriterSettings) {
    this.#settings = settings;
  }

  /** Batches of a project are stored together or not at all. */
  async write(batches: readonly AppendBatch[]): Promise<GroupOutcome> {
    const faults = new Map<string, unknown>();
    const changes: SessionChange[] = [];
    const writing = [...Map.groupBy(batches, ({ projectId }) => projectId)].map(async ([project, ofProject]) => {
      try {
        if (!(await this.#settings.projects.has(project))) throw new Error("the project does not exist");
        changes.push(...(await this.#writeProject(project, ofProject)));
      } catch (error) {
        faults.set(project, error);
      }
    });
    await Promise.all(writing);
    return { changes, faults: batches.map(({ projectId }) => faults.get(projectId)) };
  }

  async #writeProject(project: string, batches: readonly AppendBatch[]): Promise<readonly SessionChange[]> {
    const { clock, database, prices, traces, derivation } = this.#settings;
    const known = await traces.find(
      project,
      batches.flatMap(({ spans }) => spans.map(({ traceId }) => traceId)),
    );
    const placement = new SpanPlacement(known);
    const placed = batches.flatMap(({ spans, receivedAtMs, replace }): PlacedSpan[] => {
      const sessions = placement.place(spans);
      return spans.map((span, index) => ({ session: sessions[index]!, span, receivedAtMs, replace }));
    });
    const stored = await this.#findStored(project, placed);
    const written = new Map<string, PlacedSpan>();
    for (const span of placed) {
      const key = keyOf(span.session, span.span);
      if (span.replace || !(stored.has(key) || written.has(key))) written.set(key, span);
    }
    const changes = new Map<string, { readonly sequence: number; added: SessionTally }>();
    const rows = Array.from(written.values(), ({ session, span, receivedAtMs, replace }, position) => {
      let change = changes.get(session);
      if (change === undefined) changes.set(session, (change = { sequence: clock.take(), added: EMPTY_TALLY }));
      const { sequence } = change;
      const call = modelCallOf(span, prices);
      change.added = addSpan(change.added, span, prices, call);
      const version = replace ? lastCounts(sequence) : firstCounts(sequence);
      const place = { project, session, version, sequence, position, received_ms: receivedAtMs };
      return toSpanText(span, call, addSpan(EMPTY_TALLY, span, prices, call), place);
    });
    await traces.add(project, placement.newTraces, clock.take());
    await database.insertTexts("spans", rows);
    await derivation.derive(project, changes);
    const unchanged = new Set(placed.map(({ session }) => session).filter((session) => !changes.has(session)));
    return [
      ...[...changes].map(([sessionId, { sequence }]) => toChange(project, sessionId, sequence)),
      ...(await this.#repair(project, unchanged)),
    ];
  }

  /** Sessions of which all spans were there: who wrote them may have ended before their sessions were derived. */
  async #repair(project: string, sessions: ReadonlySet<string>): Promise<readonly SessionChange[]> {
    if (sessions.size === 0) return [];
    return this.#settings.derivation.repair(project, isOneOf("session", [...sessions]));
  }

  async #findStored(project: string, placed: readonly PlacedSpan[]): Promise<ReadonlySet<string>> {
    const isAnyOf = (column: string, of: (span: PlacedSpan) => string): string =>
      isOneOf(column, [...new Set(placed.map(of))]);
    // What else it finds, as a span of a session by its id in another, is asked for by nobody.
    const rows = await this.#settings.database.rows(
      `SELECT session, trace_id, span_id FROM spans
       WHERE project = ${literal(project)} AND ${isAnyOf("session", ({ session }) => session)}
         AND ${isAnyOf("trace_id", ({ span }) => span.traceId)} AND ${isAnyOf("span_id", ({ span }) => span.spanId)}`,
    );
    return new Set(
      rows.map((row) =>
        keyOf(String(row["session"]), { traceId: String(row["trace_id"]), spanId: String(row["span_id"]) }),
      ),
    );
  }
}

function keyOf(session: string, { traceId, spanId }: Pick<SpanRecord, "traceId" | "spanId">): string {
  return `${traceId} ${spanId} ${session}`;
}

function toChange(projectId: string, sessionId: string, sequence: number): SessionChange {
  return { projectId, sessionId, kind: "spans", sequence };
}
