/** Lets the follower work: when something has changed and no append has to wait for it. */
import type { PackRequest } from "../pack/session-packer.ts";
import type { Calls } from "../thread/calls.ts";
import type { StoreWrites } from "../write/store-writes.ts";
import type { FollowerWork } from "./follower-work.ts";

export interface StoreFollowerSettings {
  readonly work: Calls<FollowerWork>;
  readonly writes: Calls<StoreWrites>;
  /** All that have ever been taken to be stored. */
  readonly takenSpans: () => number;
  readonly packRequest: () => Omit<PackRequest, "indexedSequence">;
}

/** Changes of this time are followed together. */
const GATHER_MS = 100;

/** After a step in which many spans came, the follower rests this long and leaves the processors to those who write. */
const REST_MS = 400;
const MANY_SPANS = 500;

/** How often sessions are looked for that are over. */
const PACK_EVERY_MS = 5_000;

/** After a fault, as of a full disk. */
const PATIENCE_MS = 5_000;

export class StoreFollower {
  readonly #settings: StoreFollowerSettings;
  readonly #packTimer: NodeJS.Timeout;
  #timer: NodeJS.Timeout | undefined;
  #step: Promise<void> | undefined;
  #packing: Promise<void> | undefined;
  #again: boolean = false;
  #closed: boolean = false;

  constructor(settings: StoreFollowerSettings) {
    this.#settings = settings;
    this.#packTimer = setInterval(() => this.#packInTurn(), PACK_EVERY_MS).unref();
    this.#workIn(0);
  }

  /** Something has changed. */
  wake(): void {
    if (this.#timer === undefined && this.#step === undefined) this.#workIn(GATHER_MS);
    else this.#again = true;
  }

  /** Resolves when the step that is under way is done. What is left is done when the store is opened again. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#packTimer);
    await Promise.all([this.#step, this.#packing]);
  }

  /** Packs all sessions that are over. @returns how many there were */
  async pack(): Promise<number> {
    let sessions = 0;
    while (!this.#closed) {
      const packed = await this.#settings.work.call("pack", this.#settings.packRequest());
      if (packed.length === 0) break;
      await this.#settings.writes.call("savePacks", packed);
      sessions += packed.length;
    }
    return sessions;
  }

  #packInTurn(): void {
    if (this.#packing !== undefined) return;
    this.#packing = this.pack().then(
      () => void (this.#packing = undefined),
      // They are packed another time.
      () => void (this.#packing = undefined),
    );
  }

  #workIn(ms: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#step = this.#work();
    }, ms).unref();
  }

  async #work(): Promise<void> {
    this.#again = false;
    let next: number | undefined;
    const before = this.#settings.takenSpans();
    try {
      if (await this.#index()) next = this.#settings.takenSpans() - before > MANY_SPANS ? REST_MS : 0;
    } catch {
      // Search is behind then, and says so.
      next = PATIENCE_MS;
    }
    this.#step = undefined;
    if (next !== undefined) this.#workIn(next);
    else if (this.#again) this.#workIn(GATHER_MS);
  }

  /** @returns whether there is more */
  async #index(): Promise<boolean> {
    const { more, outdated } = await this.#settings.work.call("index");
    if (outdated.length > 0) await this.#settings.writes.call("removeOutdated", outdated);
    return more;
  }
}
