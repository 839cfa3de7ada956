/** `SessionStore` on ClickHouse. */
import type { SpanRecord } from "@rootspan/model";
import type { AppendBatch, AppendQueue } from "../append-queue.ts";
import type { SessionFilter } from "../session-filter.ts";
import type {
  ProjectSize,
  ResourceCount,
  SessionCount,
  SessionFacets,
  SessionPage,
  SessionPageRequest,
  SessionPatch,
  SessionStore,
  SessionWithSpans,
  SpanAddress,
  SpanBatch,
  SpanPage,
  SpanPageRequest,
  StoredSession,
} from "../session-store.ts";
import type { ClickhouseSessionChanges } from "./clickhouse-session-changes.ts";
import type { Asked } from "./filter.ts";
import type { ProjectSizes } from "./project-sizes.ts";
import type { SessionEditWriter } from "./session-edit-writer.ts";
import type { SessionLister } from "./session-lister.ts";
import type { SessionReader } from "./session-reader.ts";
import type { TraceSessions } from "./trace-sessions.ts";

export interface ClickhouseSessionStoreSettings {
  readonly queue: AppendQueue<AppendBatch>;
  readonly reader: SessionReader;
  readonly lister: SessionLister;
  readonly traces: TraceSessions;
  readonly sizes: ProjectSizes;
  readonly edits: SessionEditWriter;
  readonly changes: ClickhouseSessionChanges;
  /** See `Asked`. */
  readonly aliveSinceMs: () => number;
}

export class ClickhouseSessionStore implements SessionStore {
  readonly #settings: ClickhouseSessionStoreSettings;

  constructor(settings: ClickhouseSessionStoreSettings) {
    this.#settings = settings;
  }

  append(batch: SpanBatch): Promise<void> {
    return this.#add(batch, false);
  }

  replaceSpans(batch: SpanBatch): Promise<void> {
    return this.#add(batch, true);
  }

  async findSessionOfTrace(projectId: string, traceId: string): Promise<string | undefined> {
    return (await this.#settings.traces.find(projectId, [traceId])).get(traceId);
  }

  findSession(projectId: string, sessionId: string): Promise<StoredSession | undefined> {
    return this.#settings.reader.find(projectId, sessionId);
  }

  readSession(projectId: string, sessionId: string): Promise<SessionWithSpans | undefined> {
    return this.#settings.reader.read(projectId, sessionId);
  }

  listSpans(projectId: string, sessionId: string, page: SpanPageRequest): Promise<SpanPage | undefined> {
    return this.#settings.reader.listSpans(projectId, sessionId, page);
  }

  readSpans(projectId: string, sessionId: string, spans: readonly SpanAddress[]): Promise<readonly SpanRecord[]> {
    return this.#settings.reader.readSpans(projectId, sessionId, spans);
  }

  async readSpan(projectId: string, sessionId: string, span: SpanAddress): Promise<SpanRecord | undefined> {
    return (await this.readSpans(projectId, sessionId, [span]))[0];
  }

  async *streamResources(projectId: string, sessionId: string): AsyncIterable<readonly ResourceCount[]> {
    yield await this.#settings.reader.resources(projectId, sessionId);
  }

  listSessions(projectId: string, { filter = {}, ...page }: SessionPageRequest): Promise<SessionPage> {
    return this.#settings.lister.list(this.#ask(projectId, filter), page);
  }

  countSessions(projectId: string, filter: SessionFilter = {}): Promise<number> {
    return this.#settings.lister.count(this.#ask(projectId, filter));
  }

  async countSome(projectId: string, filter: SessionFilter = {}): Promise<SessionCount> {
    return { sessions: await this.countSessions(projectId, filter), complete: true };
  }

  facets(projectId: string, filter: SessionFilter = {}): Promise<SessionFacets> {
    return this.#settings.lister.facets(this.#ask(projectId, filter));
  }

  async patchSession(projectId: string, sessionId: string, patch: SessionPatch): Promise<StoredSession | undefined> {
    if ((await this.findSession(projectId, sessionId)) === undefined) return undefined;
    this.#settings.changes.tell([await this.#settings.edits.patch(projectId, sessionId, patch)]);
    return this.findSession(projectId, sessionId);
  }

  async deleteSessions(projectId: string, filter: SessionFilter): Promise<number> {
    const { changes, edits, lister } = this.#settings;
    // What no longer runs meanwhile was not asked for.
    const asked = this.#ask(projectId, filter);
    return edits.remove(
      projectId,
      (limit) => lister.listIds(asked, limit),
      (told) => changes.tell(told),
    );
  }

  measureProject(projectId: string): Promise<ProjectSize> {
    return this.#settings.sizes.measure(projectId);
  }

  #add(batch: SpanBatch, replace: boolean): Promise<void> {
    return batch.spans.length === 0 ? Promise.resolve() : this.#settings.queue.add({ ...batch, replace });
  }

  #ask(project: string, filter: SessionFilter): Asked {
    return { project, filter, aliveSinceMs: this.#settings.aliveSinceMs() };
  }
}
