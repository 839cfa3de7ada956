/** Makes good what servers left that ended in the middle of a write: now and then, and when a store is opened. */
import type { SessionChange } from "../session-changes.ts";
import type { ArtifactTable } from "./artifact-table.ts";
import type { Clock } from "./clock.ts";
import type { Projects } from "./projects.ts";
import type { SessionDerivation } from "./session-derivation.ts";

const EVERY_MS = 60_000;

/** Spans and edits of this time are looked at; those of the longer one when a store is opened, as no server may have been there. */
const LOOK_BACK_MS = 600_000;
const LOOK_BACK_AT_FIRST_MS = 86_400_000;

/** No artifact takes so long to arrive. */
const LONGEST_UPLOAD_MS = 86_400_000;

export interface StoreRepairSettings {
  readonly clock: Clock;
  readonly projects: Projects;
  readonly derivation: SessionDerivation;
  readonly artifacts: ArtifactTable;
  readonly tell: (changes: readonly SessionChange[]) => void;
  readonly now: () => number;
}

export class StoreRepair {
  readonly #settings: StoreRepairSettings;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(settings: StoreRepairSettings) {
    this.#settings = settings;
  }

  /** Resolves when what was left is made good; from then on it is looked for now and then. */
  async start(): Promise<void> {
    await this.#repair(LOOK_BACK_AT_FIRST_MS);
    this.#repeat();
  }

  async #repair(lookBackMs: number): Promise<void> {
    const { clock, projects, derivation, artifacts, tell, now } = this.#settings;
    const since = (await clock.read()) - lookBackMs * 1_000;
    for (const project of await projects.list()) tell(await derivation.repair(project, `sequence > ${since}`));
    await artifacts.removeLost(now() - LONGEST_UPLOAD_MS);
  }

  #repeat(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#repair(LOOK_BACK_MS).then(
        () => this.#repeat(),
        // ClickHouse does not answer: there is a next time.
        () => this.#repeat(),
      );
    }, EVERY_MS).unref();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running;
    clearTimeout(this.#timer);
  }
}
