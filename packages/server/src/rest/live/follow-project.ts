/** The live events of a project: which of its sessions are new, have changed, or are gone. */
import type { ProjectLiveEvent, SessionItem } from "@rootspan/model/rest";
import type { StreamItem } from "../../http/event-streams.ts";
import type { Cause, Pulse } from "../../http/pulse.ts";
import type { SessionFilter } from "../../store/session-filter.ts";
import { toSessionItem } from "../session-item.ts";
import type { FollowSettings } from "./follow-session.ts";
import { RecentIds } from "./recent-ids.ts";

/** Sessions that are looked at together. */
const SESSIONS_AT_ONCE = 100;
/** Sessions of which a stream remembers something; of more the oldest are forgotten. */
const MAX_RUNNING = 500;
const MAX_GONE = 10_000;
/** How often running sessions are looked at that say nothing. */
const LOOK_FOR_SILENCE_MS = 10_000;

export interface FollowedProject {
  readonly projectId: string;
  readonly filter: SessionFilter;
  /** Changes after it are told. */
  readonly since: number;
}

type Events = AsyncGenerator<StreamItem, void, void>;

export class ProjectFollower {
  readonly #project: FollowedProject;
  readonly #settings: FollowSettings;
  /** Sessions that may end by saying nothing any more, which is no change in the store. */
  readonly #running: RecentIds = new RecentIds(MAX_RUNNING);
  /** Sessions that the client knows to be none of its own. */
  readonly #gone: RecentIds = new RecentIds(MAX_GONE);
  readonly #lookForSilenceMs: number;
  #sequence: number;

  constructor(project: FollowedProject, settings: FollowSettings, lookForSilenceMs: number = LOOK_FOR_SILENCE_MS) {
    this.#project = project;
    this.#settings = settings;
    this.#lookForSilenceMs = lookForSilenceMs;
    this.#sequence = project.since;
  }

  async *follow(pulse: Pulse): Events {
    const { projectId } = this.#project;
    const deleted = new RecentIds(MAX_GONE);
    const unsubscribe = this.#settings.changes.subscribe({ projectId }, ({ kind, sessionId }) => {
      if (kind === "delete") deleted.add(sessionId);
      pulse.beat();
    });
    try {
      await this.#findRunning();
      let lookedMs = performance.now();
      for (let cause: Cause = "change"; cause !== "end"; cause = await pulse.next()) {
        for (const id of deleted.takeAll()) yield* this.#tellGone(id);
        yield* this.#tellChanged(pulse);
        if (performance.now() - lookedMs >= this.#lookForSilenceMs) {
          yield* this.#tellSilent();
          lookedMs = performance.now();
        }
        if (cause === "silence") yield undefined;
      }
    } finally {
      unsubscribe();
    }
  }

  async *#tellChanged(pulse: Pulse): Events {
    const { changes } = this.#settings;
    while (!pulse.ended) {
      const changed = await changes.changedSince(this.#project.projectId, this.#sequence, SESSIONS_AT_ONCE);
      if (changed.length === 0) return;
      const ids = changed.map(({ sessionId }) => sessionId);
      const selected = await this.#select(ids);
      for (const id of ids) {
        const item = selected.get(id);
        if (item === undefined) yield* this.#tellGone(id);
        else yield this.#tellSession(item);
      }
      this.#sequence = changed.at(-1)!.sequence;
      yield { id: this.#sequence };
    }
  }

  /** Those that have come to an end by silence. */
  async *#tellSilent(): Events {
    const ids = this.#running.all();
    for (let start = 0; start < ids.length; start += SESSIONS_AT_ONCE) {
      const part = ids.slice(start, start + SESSIONS_AT_ONCE);
      const selected = await this.#select(part);
      for (const id of part) {
        const item = selected.get(id);
        if (item === undefined) yield* this.#tellGone(id);
        else if (!item.running) yield this.#tellSession(item);
      }
    }
  }

  #tellSession(item: SessionItem): StreamItem {
    this.#gone.delete(item.id);
    if (item.running) this.#running.add(item.id);
    else this.#running.delete(item.id);
    return toEvent({ event: "session", data: item });
  }

  *#tellGone(id: string): Generator<StreamItem, void, void> {
    this.#running.delete(id);
    if (this.#gone.has(id)) return;
    this.#gone.add(id);
    yield toEvent({ event: "gone", data: { id } });
  }

  async #findRunning(): Promise<void> {
    const { states = ["Running"] } = this.#project.filter;
    if (!states.includes("Running")) return;
    const { sessions } = await this.#settings.sessions.listSessions(this.#project.projectId, {
      filter: { ...this.#project.filter, states: ["Running"] },
      limit: MAX_RUNNING,
    });
    for (const { id } of sessions) this.#running.add(id);
  }

  /** Those of the sessions that the filter selects, as they are now. */
  async #select(ids: readonly string[]): Promise<ReadonlyMap<string, SessionItem>> {
    const { projectId, filter } = this.#project;
    const known = filter.ids === undefined ? ids : ids.filter((id) => filter.ids!.includes(id));
    const page = await this.#settings.sessions.listSessions(projectId, {
      filter: { ...filter, ids: known },
      limit: SESSIONS_AT_ONCE,
    });
    return new Map(page.sessions.map((session) => [session.id, toSessionItem(this.#settings.observe(session))]));
  }
}

function toEvent(event: ProjectLiveEvent): StreamItem {
  return event;
}
