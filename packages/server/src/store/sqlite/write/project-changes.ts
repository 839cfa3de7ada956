/** What a transaction does to one project: which session each span belongs to. */
import { type SpanRecord, toSessionId } from "@rootspan/model";
import { sessionKeyOf } from "../../session-key.ts";
import type { SpanBatch } from "../../session-store.ts";
import { type KnownSession, type KnownSessions, newSession } from "./known-session.ts";
import { OpenSession, type OpenSessionSettings } from "./open-session.ts";
import type { TraceBook } from "./trace-book.ts";

interface OpenTrace {
  readonly sessionId: string;
  readonly bytes: Uint8Array;
}

export interface ProjectChangesSettings extends OpenSessionSettings {
  readonly known: KnownSessions;
  readonly traces: TraceBook;
}

/** A session that a transaction has changed. */
export interface SavedSession {
  readonly session: KnownSession;
  readonly sequence: number;
}

export class ProjectChanges {
  readonly #settings: ProjectChangesSettings;
  readonly #sessions: Map<string, OpenSession> = new Map();
  readonly #traces: Map<string, OpenTrace> = new Map();
  readonly #newTraces: OpenTrace[] = [];

  constructor(settings: ProjectChangesSettings) {
    this.#settings = settings;
  }

  add({ spans, receivedAtMs }: SpanBatch): void {
    for (const { session, trace, span } of this.#place(spans)) session.add(span, trace.bytes, receivedAtMs);
  }

  replace({ spans, receivedAtMs }: SpanBatch): void {
    const { books } = this.#settings;
    const replaced = new Map<OpenSession, SpanRecord[]>();
    for (const { session, trace, span } of this.#place(spans)) {
      if (books.spans.has(session.before.row, span)) replaced.set(session, [...(replaced.get(session) ?? []), span]);
      else session.add(span, trace.bytes, receivedAtMs);
    }
    for (const [session, members] of replaced) session.replace(members, receivedAtMs);
  }

  save(): readonly SavedSession[] {
    const { project, traces } = this.#settings;
    const saved = [...this.#sessions.values()]
      .map((session) => session.save())
      .filter((session) => session !== undefined);
    for (const trace of this.#newTraces) traces.add(project, trace.bytes, this.#sessionOf(trace.sessionId).before.row);
    return saved;
  }

  /** Once the transaction has committed. */
  remember(saved: readonly SavedSession[]): void {
    const { project, known, traces } = this.#settings;
    for (const { session } of saved) known.remember(project, session);
    for (const [traceId, { sessionId }] of this.#traces) traces.remember(project, traceId, sessionId);
  }

  #place(spans: readonly SpanRecord[]): readonly { session: OpenSession; trace: OpenTrace; span: SpanRecord }[] {
    const told = spans.map((span) => sessionKeyOf(span.attributes));
    // A span that tells its session speaks for those of its trace that came before it in the batch, too.
    told.forEach((sessionId, index) => {
      if (sessionId !== undefined) this.#traceOf(spans[index]!.traceId, sessionId);
    });
    return spans.map((span, index) => {
      const trace = this.#traceOf(span.traceId, undefined);
      return { session: this.#sessionOf(told[index] ?? trace.sessionId), trace, span };
    });
  }

  #sessionOf(sessionId: string): OpenSession {
    const open = this.#sessions.get(sessionId);
    if (open !== undefined) return open;
    const { project, known, take } = this.#settings;
    const session = new OpenSession(known.find(project, sessionId) ?? newSession(sessionId, take()), this.#settings);
    this.#sessions.set(sessionId, session);
    return session;
  }

  /** @param told the session to give to a trace that has none; by default the one that its id makes */
  #traceOf(traceId: string, told: string | undefined): OpenTrace {
    const open = this.#traces.get(traceId);
    if (open !== undefined) return open;
    const { project, traces } = this.#settings;
    const bytes = Buffer.from(traceId, "hex");
    const known = traces.find(project, traceId, bytes);
    const trace = { sessionId: known ?? told ?? toSessionId(traceId), bytes };
    this.#traces.set(traceId, trace);
    if (known === undefined) this.#newTraces.push(trace);
    return trace;
  }
}
