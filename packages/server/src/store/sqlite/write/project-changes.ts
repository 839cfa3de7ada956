/** What a transaction does to one project: which session each span belongs to. */
import { toSessionId } from "@rootspan/model";
import type { AppendBatch } from "../../append-queue.ts";
import { type KnownSession, type KnownSessions, newSession } from "./known-session.ts";
import { OpenSession, type OpenSessionSettings } from "./open-session.ts";
import type { SpanGroup } from "./prepare-spans.ts";
import type { TraceBook } from "./trace-book.ts";

/** A batch that `prepareSpans` made ready. */
export interface WriteBatch extends Omit<AppendBatch, "spans" | "sent"> {
  readonly groups: readonly SpanGroup[];
}

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

  write({ groups, replace, receivedAtMs }: WriteBatch): void {
    // Spans that tell their session speak for those of their trace that came before them, too.
    for (const { traceId, sessionId } of groups) if (sessionId !== undefined) this.#traceOf(traceId, sessionId);
    for (const group of groups) {
      const trace = this.#traceOf(group.traceId, undefined);
      const session = this.#sessionOf(group.sessionId ?? trace.sessionId);
      if (replace) session.replace(group, trace.bytes, receivedAtMs);
      else session.add(group, trace.bytes, receivedAtMs);
    }
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
