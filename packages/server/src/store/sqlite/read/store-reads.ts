/** Everything that is read of a store, on one connection. What it takes and gives can be sent to another thread. */
import type { DatabaseSync } from "node:sqlite";
import type { SpanRecord } from "@rootspan/model";
import type { StoredArtifact } from "../../artifact-store.ts";
import type { Analytics, AnalyticsRequest } from "../../session-analytics.ts";
import type { ChangedSession } from "../../session-changes.ts";
import type {
  ProjectSize,
  SessionCount,
  SessionFacets,
  SessionPage,
  SessionPageRequest,
  SessionWithSpans,
  SpanAddress,
  SpanPage,
  SpanPageRequest,
  StoredSession,
} from "../../session-store.ts";
import type { Retention, SearchProgress } from "../../store-maintenance.ts";
import type { ArtifactPlace } from "../artifact-folder.ts";
import { MAX_SCANNED_CHUNKS } from "../search/text-scan.ts";
import { TextSearch } from "../search/text-search.ts";
import { AnalyticsReader } from "./analytics-reader.ts";
import { ArtifactReader } from "./artifact-reader.ts";
import { type DatabaseSize, ProjectReader } from "./project-reader.ts";
import { FacetReader } from "./facet-reader.ts";
import { LabelCounter } from "./label-counter.ts";
import { SessionLister } from "./session-lister.ts";
import { type ResourcePage, SessionReader } from "./session-reader.ts";
import { type Asked, SessionSelector } from "./session-selector.ts";
import { DEFAULT_PACE, type Pace, SessionWalk } from "./session-walk.ts";

export class StoreReads {
  readonly #sessions: SessionReader;
  readonly #lister: SessionLister;
  readonly #facets: FacetReader;
  readonly #analytics: AnalyticsReader;
  readonly #projects: ProjectReader;
  readonly #artifacts: ArtifactReader;
  readonly #search: TextSearch;

  constructor(database: DatabaseSync, pace: Pace = DEFAULT_PACE) {
    const search = new TextSearch(database);
    this.#search = search;
    this.#sessions = new SessionReader(database);
    const selector = new SessionSelector(database, (...asked) => search.find(...asked), pace.fewSessions);
    const walk = new SessionWalk(database, selector, pace);
    const lister = new SessionLister(database, selector, walk);
    const labels = new LabelCounter(database);
    this.#lister = lister;
    this.#facets = new FacetReader(database, { selector, lister, walk, labels });
    this.#analytics = new AnalyticsReader(database, { lister, walk, labels });
    this.#projects = new ProjectReader(database);
    this.#artifacts = new ArtifactReader(database);
  }

  findSessionOfTrace(projectId: string, traceId: string): string | undefined {
    return this.#sessions.findOfTrace(projectId, traceId);
  }

  findSession(projectId: string, sessionId: string): StoredSession | undefined {
    return this.#sessions.find(projectId, sessionId);
  }

  readSession(projectId: string, sessionId: string): SessionWithSpans | undefined {
    return this.#sessions.read(projectId, sessionId);
  }

  listSpans(projectId: string, sessionId: string, page: SpanPageRequest): SpanPage | undefined {
    return this.#sessions.list(projectId, sessionId, page);
  }

  readSpans(projectId: string, sessionId: string, spans: readonly SpanAddress[]): readonly SpanRecord[] {
    return this.#sessions.readSpans(projectId, sessionId, spans);
  }

  countResources(projectId: string, sessionId: string, after: number): ResourcePage | undefined {
    return this.#sessions.countResources(projectId, sessionId, after);
  }

  listSessions(asked: Asked, page: Omit<SessionPageRequest, "filter">): Promise<SessionPage> {
    return this.#lister.list(asked, page);
  }

  listSessionIds(asked: Asked, limit: number): Promise<readonly string[]> {
    return this.#lister.listIds(asked, limit);
  }

  countSessions(asked: Asked, toTheEnd: boolean): Promise<SessionCount> {
    return this.#lister.count(asked, toTheEnd);
  }

  facets(asked: Asked): Promise<SessionFacets> {
    return this.#facets.facets(asked);
  }

  changedSince(projectId: string, sequence: number, limit: number): readonly ChangedSession[] {
    return this.#lister.changedSince(projectId, sequence, limit);
  }

  analyse(asked: Asked, request: AnalyticsRequest): Promise<Analytics> {
    return this.#analytics.analyse(asked, request);
  }

  hasProject(projectId: string): boolean {
    return this.#projects.has(projectId);
  }

  listProjects(): readonly string[] {
    return this.#projects.list();
  }

  measureProject(projectId: string): ProjectSize {
    return this.#projects.measure(projectId);
  }

  retentionOf(projectId: string): Retention {
    return this.#projects.retentionOf(projectId);
  }

  listForgettable(projectId: string, nowMs: number, limit: number): readonly string[] {
    return this.#projects.listForgettable(projectId, nowMs, limit);
  }

  databaseSize(): DatabaseSize {
    return this.#projects.databaseSize();
  }

  searchProgress(): SearchProgress {
    const { indexedSequence } = this.#search;
    const waitingAppends = this.#projects.countChunksSince(indexedSequence);
    return { indexedSequence, waitingAppends, searchedAppends: Math.min(waitingAppends, MAX_SCANNED_CHUNKS) };
  }

  lastSequence(): number {
    return this.#projects.lastSequence();
  }

  findArtifact(place: ArtifactPlace): StoredArtifact | undefined {
    return this.#artifacts.find(place);
  }

  listArtifacts(projectId: string, sessionId: string): readonly StoredArtifact[] {
    return this.#artifacts.list(projectId, sessionId);
  }

  listHiddenArtifacts(arriving: boolean): readonly ArtifactPlace[] {
    return this.#artifacts.listHidden(arriving);
  }
}
