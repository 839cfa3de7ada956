/** Work beside a session that its end waits for, within a bound. */

export class PendingWork {
  readonly #pending = new Set<Promise<void>>();

  /** @param onFault told why work has failed; must not throw */
  add(work: Promise<void>, onFault: (fault: unknown) => void): void {
    const settled = work.catch(onFault).then(() => void this.#pending.delete(settled));
    this.#pending.add(settled);
  }

  /**
   * Who awaits the end needs the process until then, although none of the work keeps it alive by itself.
   * @returns false when it takes longer: the work goes on
   */
  async settle(limitMs: number): Promise<boolean> {
    if (this.#pending.size === 0) return true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), limitMs);
    });
    const all = Promise.all(this.#pending).then(() => true);
    return await Promise.race([all, limit]).finally(() => clearTimeout(timer));
  }
}
