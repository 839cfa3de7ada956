/**
 * Listeners on the process that the application's listeners need not know of: one an event, always first or always last
 * among all, and not counted when Node.js warns of too many.
 */
import type { EventEmitter } from "node:events";
import { guard } from "@rootspan/sdk";

type Listener = (...args: unknown[]) => void;

interface Own {
  readonly listener: Listener;
  readonly place: "first" | "last";
}

type Limit = { _maxListeners?: number | undefined };

/** Another copy of this package in the process: if each wanted to be first, neither would ever be. */
const OURS: unique symbol = Symbol.for("rootspan.process_listener");

const emitter: EventEmitter = process;

export class OwnListeners {
  readonly #own = new Map<string | symbol, Own>();
  readonly #onOthersChange: (event: string | symbol) => void;
  #isRemoving = false;
  #limit: { readonly before: number | undefined; readonly raised: number } | undefined;

  /** @param onOthersChange called right before a listener of somebody else is added, and right after one has gone */
  constructor(onOthersChange: (event: string | symbol) => void) {
    this.#onOthersChange = onOthersChange;
    emitter.on("newListener", this.#onNewListener);
    emitter.on("removeListener", this.#onRemoveListener);
  }

  /** How many listeners others have. */
  others(event: string): number {
    return emitter.listeners(event).filter((listener) => !isOurs(listener)).length;
  }

  /** Faults of the listener do not reach the application. */
  add(event: string, place: Own["place"], listen: (...args: never[]) => void): void {
    if (this.#own.has(event)) return;
    const listener: Listener = (...args) => guard(`the listener of ${event}`, () => listen(...(args as never[])));
    this.#own.set(event, { listener: Object.assign(listener, { [OURS]: true }), place });
    this.#attach(event);
  }

  remove(event: string | symbol): void {
    const own = this.#own.get(event);
    if (own === undefined) return;
    this.#own.delete(event);
    this.#detach(event, own.listener);
  }

  close(): void {
    for (const event of this.#own.keys()) this.remove(event);
    emitter.removeListener("newListener", this.#onNewListener);
    emitter.removeListener("removeListener", this.#onRemoveListener);
    this.#restoreLimit();
  }

  readonly #onNewListener = (event: string | symbol, listener: unknown): void => {
    guard("newListener", () => {
      this.#restoreLimit();
      const isWatched = this.#own.has(event);
      if (isWatched) this.#raiseLimit();
      if (isOurs(listener)) return;
      if (isWatched) queueMicrotask(() => guard("newListener", () => this.#keepPlace(event)));
      this.#onOthersChange(event);
    });
  };

  readonly #onRemoveListener = (event: string | symbol, listener: unknown): void => {
    if (this.#isRemoving) return;
    // Whoever removes a listener that is not theirs wants the event for themselves.
    if (this.#own.get(event)?.listener === listener) this.#own.delete(event);
    else if (!isOurs(listener)) guard("removeListener", () => this.#onOthersChange(event));
  };

  #keepPlace(event: string | symbol): void {
    const own = this.#own.get(event);
    if (own === undefined) return;
    const all = emitter.rawListeners(event);
    if (isOurs(all.at(own.place === "first" ? 0 : -1))) return;
    // There are others, so Node.js goes on watching for the signal in between.
    this.#detach(event, own.listener);
    this.#attach(event);
  }

  #attach(event: string | symbol): void {
    const { listener, place } = this.#own.get(event)!;
    if (place === "first") emitter.prependListener(event, listener);
    else emitter.on(event, listener);
    this.#restoreLimit();
  }

  #detach(event: string | symbol, listener: Listener): void {
    this.#isRemoving = true;
    try {
      emitter.removeListener(event, listener);
    } finally {
      this.#isRemoving = false;
    }
  }

  /** For the one listener that is being added: the next one, or the end of the turn, takes it back. */
  #raiseLimit(): void {
    const limit = process.getMaxListeners();
    if (limit === 0) return;
    this.#limit = { before: (process as Limit)._maxListeners, raised: limit + 1 };
    process.setMaxListeners(limit + 1);
    queueMicrotask(() => this.#restoreLimit());
  }

  /** By its field, because no method gives back that no limit was set and the default holds. */
  #restoreLimit(): void {
    const limit = this.#limit;
    this.#limit = undefined;
    const holder = process as Limit;
    if (limit !== undefined && holder._maxListeners === limit.raised) holder._maxListeners = limit.before;
  }
}

function isOurs(listener: unknown): boolean {
  return typeof listener === "function" && OURS in listener;
}
