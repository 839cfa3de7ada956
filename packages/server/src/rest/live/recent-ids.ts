/** A bounded set: of too many the one that was added first is forgotten. */
export class RecentIds {
  readonly #max: number;
  readonly #ids: Set<string> = new Set();

  constructor(max: number) {
    this.#max = max;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size > this.#max) this.#ids.delete(this.#ids.values().next().value!);
  }

  delete(id: string): void {
    this.#ids.delete(id);
  }

  all(): readonly string[] {
    return [...this.#ids];
  }

  /** All of them, and none is left. */
  takeAll(): readonly string[] {
    const ids = this.all();
    this.#ids.clear();
    return ids;
  }
}
