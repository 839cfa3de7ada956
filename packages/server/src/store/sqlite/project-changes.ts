/** What a transaction adds to one project: spans go to their table at once, sessions are folded here and saved last. */
import { addSpan, EMPTY_TALLY, kindOf, type PriceBook, type SessionTally, type SpanRecord } from "@rootspan/model";
import { summarise, tallyFromJson, tallyToJson, toSessionId } from "@rootspan/model";
import { sessionKeyOf } from "../session-key.ts";
import type { SpanBatch } from "../session-store.ts";
import type { RecentMap } from "./recent-map.ts";
import { SpanChunk } from "./span-chunk.ts";
import { toSigned, toSortable } from "./unix-nano.ts";
import type { WriteStatements } from "./write-statements.ts";

export interface KnownSession {
  readonly row: number;
  readonly tally: SessionTally;
}

/** Keys are `project session` and `project trace`. */
export interface RecentlyKnown {
  readonly sessions: RecentMap<string, KnownSession>;
  /** Session ids. */
  readonly traces: RecentMap<string, string>;
}

export interface ProjectChangesSettings {
  readonly project: number;
  readonly statements: WriteStatements;
  readonly prices: PriceBook;
  readonly known: RecentlyKnown;
  readonly takeChunkId: () => number;
}

interface OpenSession {
  readonly id: string;
  readonly row: number;
  tally: SessionTally;
  receivedAtMs: number;
  addedSpans: number;
  chunk: SpanChunk | undefined;
}

interface OpenTrace {
  readonly sessionId: string;
  readonly bytes: Uint8Array;
}

export class ProjectChanges {
  readonly #settings: ProjectChangesSettings;
  readonly #sessions: Map<string, OpenSession> = new Map();
  readonly #traces: Map<string, OpenTrace> = new Map();
  #addedSessions: number = 0;
  #addedBytes: number = 0;

  constructor(settings: ProjectChangesSettings) {
    this.#settings = settings;
  }

  add({ spans, receivedAtMs }: SpanBatch): void {
    const told = spans.map((span) => sessionKeyOf(span.attributes));
    // A span that tells its session speaks for those of its trace that came before it in the batch, too.
    told.forEach((sessionId, index) => {
      if (sessionId !== undefined) this.#traceOf(spans[index]!.traceId, sessionId);
    });
    spans.forEach((span, index) => {
      const trace = this.#traceOf(span.traceId, undefined);
      const session = this.#sessionOf(told[index] ?? trace.sessionId);
      this.#addSpan(session, trace, span);
      session.receivedAtMs = Math.max(session.receivedAtMs, receivedAtMs);
    });
  }

  save(): void {
    const { project, statements } = this.#settings;
    let addedSpans = 0;
    for (const session of this.#sessions.values()) {
      if (session.addedSpans === 0) continue;
      addedSpans += session.addedSpans;
      this.#saveChunk(session);
      const { startTimeUnixNano, endState } = summarise(session.tally);
      statements.updateSession.run(
        toSortable(startTimeUnixNano),
        session.receivedAtMs,
        endState ?? null,
        session.tally.errors,
        tallyToJson(session.tally),
        session.row,
      );
    }
    statements.growProject.run(this.#addedSessions, addedSpans, this.#addedBytes, project);
  }

  /** Once the transaction has committed. */
  remember(): void {
    const { project, known } = this.#settings;
    for (const { id, row, tally } of this.#sessions.values()) known.sessions.set(`${project} ${id}`, { row, tally });
    for (const [traceId, { sessionId }] of this.#traces) known.traces.set(`${project} ${traceId}`, sessionId);
  }

  #addSpan(session: OpenSession, trace: OpenTrace, span: SpanRecord): void {
    const { statements, prices, takeChunkId } = this.#settings;
    if (session.chunk?.isFull) this.#saveChunk(session);
    const chunk = (session.chunk ??= new SpanChunk(takeChunkId()));
    const { changes } = statements.addSpan.run(
      session.row,
      trace.bytes,
      Buffer.from(span.spanId, "hex"),
      span.parentSpanId === undefined ? null : Buffer.from(span.parentSpanId, "hex"),
      span.name,
      kindOf(span.attributes),
      toSigned(span.startTimeUnixNano),
      toSigned(span.endTimeUnixNano),
      span.status.code,
      chunk.id,
      chunk.size,
    );
    if (changes === 0) return;
    chunk.add(span);
    session.tally = addSpan(session.tally, span, prices);
    session.addedSpans++;
  }

  #saveChunk(session: OpenSession): void {
    const { chunk } = session;
    session.chunk = undefined;
    if (chunk === undefined || chunk.size === 0) return;
    const bytes = chunk.toBytes();
    this.#settings.statements.addChunk.run(chunk.id, session.row, bytes);
    this.#addedBytes += bytes.length;
  }

  #sessionOf(sessionId: string): OpenSession {
    const open = this.#sessions.get(sessionId);
    if (open !== undefined) return open;
    const { row, tally } = this.#findSession(sessionId) ?? this.#createSession(sessionId);
    const session = { id: sessionId, row, tally, receivedAtMs: 0, addedSpans: 0, chunk: undefined };
    this.#sessions.set(sessionId, session);
    return session;
  }

  #findSession(sessionId: string): KnownSession | undefined {
    const { project, statements, known } = this.#settings;
    const recent = known.sessions.get(`${project} ${sessionId}`);
    if (recent !== undefined) return recent;
    const stored = statements.findSession.get(project, sessionId);
    if (stored === undefined) return undefined;
    return { row: Number(stored["id"]), tally: tallyFromJson(String(stored["tally"])) };
  }

  #createSession(sessionId: string): KnownSession {
    const { project, statements } = this.#settings;
    const { lastInsertRowid } = statements.addSession.run(project, sessionId);
    this.#addedSessions++;
    return { row: Number(lastInsertRowid), tally: EMPTY_TALLY };
  }

  /** @param told the session to give to a trace that has none; by default the one that its id makes */
  #traceOf(traceId: string, told: string | undefined): OpenTrace {
    const open = this.#traces.get(traceId);
    if (open !== undefined) return open;
    const bytes = Buffer.from(traceId, "hex");
    const known = this.#findTrace(traceId, bytes);
    const trace = { sessionId: known ?? told ?? toSessionId(traceId), bytes };
    this.#traces.set(traceId, trace);
    if (known === undefined) {
      const { project, statements } = this.#settings;
      statements.addTrace.run(project, bytes, this.#sessionOf(trace.sessionId).row);
    }
    return trace;
  }

  #findTrace(traceId: string, bytes: Uint8Array): string | undefined {
    const { project, statements, known } = this.#settings;
    const recent = known.traces.get(`${project} ${traceId}`);
    if (recent !== undefined) return recent;
    const stored = statements.findTrace.get(project, bytes)?.["session_id"];
    return typeof stored === "string" ? stored : undefined;
  }
}
