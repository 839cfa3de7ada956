/**
 * A map of a bounded size that forgets what was not used of late. It has two halves: what is used goes to the younger
 * one, and when that is full the older one is dropped. To keep the exact order of use would cost two more changes of a
 * map with every look.
 */
export class RecentMap<K, V> {
  readonly #maxHalf: number;
  #young: Map<K, V> = new Map();
  #old: Map<K, V> = new Map();

  /** @param maxSize at least half as many of the last used are known */
  constructor(maxSize: number) {
    this.#maxHalf = Math.ceil(maxSize / 2);
  }

  get(key: K): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: K, value: V): void {
    if (this.#young.size >= this.#maxHalf && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  delete(key: K): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}
