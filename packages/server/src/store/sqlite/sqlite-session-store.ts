/** `SessionStore` on SQLite: reads go to who reads, writes wait in line for the one who writes. */
import type { SpanRecord } from "@rootspan/model";
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
import type { AppendQueue } from "../append-queue.ts";
import type { ResourcePage } from "./read/session-reader.ts";
import type { Asked } from "./read/session-selector.ts";
import type { StoreReads } from "./read/store-reads.ts";
import type { SessionRemovals } from "./session-removals.ts";
import type { Calls } from "./thread/calls.ts";
import type { WriteBatch } from "./write/project-changes.ts";
import type { StoreWrites } from "./write/store-writes.ts";

export interface SqliteSessionStoreSettings {
  readonly queue: AppendQueue<WriteBatch>;
  readonly reads: Calls<StoreReads>;
  readonly writes: Calls<StoreWrites>;
  readonly removals: SessionRemovals;
  /** See `FilterContext`. */
  readonly aliveSinceMs: () => number;
}

export class SqliteSessionStore implements SessionStore {
  readonly #queue: AppendQueue<WriteBatch>;
  readonly #reads: Calls<StoreReads>;
  readonly #writes: Calls<StoreWrites>;
  readonly #removals: SessionRemovals;
  readonly #aliveSinceMs: () => number;

  constructor({ queue, reads, writes, removals, aliveSinceMs }: SqliteSessionStoreSettings) {
    this.#queue = queue;
    this.#reads = reads;
    this.#writes = writes;
    this.#removals = removals;
    this.#aliveSinceMs = aliveSinceMs;
  }

  append(batch: SpanBatch): Promise<void> {
    return this.#add(batch, false);
  }

  replaceSpans(batch: SpanBatch): Promise<void> {
    return this.#add(batch, true);
  }

  findSessionOfTrace(projectId: string, traceId: string): Promise<string | undefined> {
    return this.#reads.call("findSessionOfTrace", projectId, traceId);
  }

  findSession(projectId: string, sessionId: string): Promise<StoredSession | undefined> {
    return this.#reads.call("findSession", projectId, sessionId);
  }

  readSession(projectId: string, sessionId: string): Promise<SessionWithSpans | undefined> {
    return this.#reads.call("readSession", projectId, sessionId);
  }

  listSpans(projectId: string, sessionId: string, page: SpanPageRequest): Promise<SpanPage | undefined> {
    return this.#reads.call("listSpans", projectId, sessionId, page);
  }

  readSpans(projectId: string, sessionId: string, spans: readonly SpanAddress[]): Promise<readonly SpanRecord[]> {
    const addresses = spans.map(({ spanId, traceId }) => (traceId === undefined ? { spanId } : { spanId, traceId }));
    return this.#reads.call("readSpans", projectId, sessionId, addresses);
  }

  async readSpan(projectId: string, sessionId: string, span: SpanAddress): Promise<SpanRecord | undefined> {
    return (await this.readSpans(projectId, sessionId, [span]))[0];
  }

  async *streamResources(projectId: string, sessionId: string): AsyncIterable<readonly ResourceCount[]> {
    let page: ResourcePage | undefined;
    do {
      page = await this.#reads.call("countResources", projectId, sessionId, page?.next ?? 0);
      if (page !== undefined) yield page.resources;
    } while (page !== undefined);
  }

  listSessions(projectId: string, { filter = {}, ...page }: SessionPageRequest): Promise<SessionPage> {
    return this.#reads.call("listSessions", this.#ask(projectId, filter), page);
  }

  async countSessions(projectId: string, filter: SessionFilter = {}): Promise<number> {
    return (await this.#reads.call("countSessions", this.#ask(projectId, filter), true)).sessions;
  }

  countSome(projectId: string, filter: SessionFilter = {}): Promise<SessionCount> {
    return this.#reads.call("countSessions", this.#ask(projectId, filter), false);
  }

  facets(projectId: string, filter: SessionFilter = {}): Promise<SessionFacets> {
    return this.#reads.call("facets", this.#ask(projectId, filter));
  }

  async patchSession(projectId: string, sessionId: string, patch: SessionPatch): Promise<StoredSession | undefined> {
    const changes = await this.#writes.call("patchSession", projectId, sessionId, patch);
    return changes.length === 0 ? undefined : this.findSession(projectId, sessionId);
  }

  async deleteSessions(projectId: string, filter: SessionFilter): Promise<number> {
    // What no longer runs meanwhile was not asked for.
    const asked = this.#ask(projectId, filter);
    return this.#removals.remove(projectId, (limit) => this.#reads.call("listSessionIds", asked, limit));
  }

  measureProject(projectId: string): Promise<ProjectSize> {
    return this.#reads.call("measureProject", projectId);
  }

  #add(batch: SpanBatch, replace: boolean): Promise<void> {
    return batch.spans.length === 0 ? Promise.resolve() : this.#queue.add({ ...batch, replace });
  }

  #ask(projectId: string, filter: SessionFilter): Asked {
    return { projectId, filter, aliveSinceMs: this.#aliveSinceMs() };
  }
}
