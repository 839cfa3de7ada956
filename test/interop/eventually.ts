/** For what another program does in its own time. */
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 30_000;

/** @returns what `look` gives, once that is as it should be, or what it gives when patience ends */
export async function eventually<T>(look: () => Promise<T> | T, isRight: (seen: T) => boolean): Promise<T> {
  for (let waitedMs = 0; ; waitedMs += 100) {
    const seen = await look();
    if (isRight(seen) || waitedMs >= PATIENCE_MS) return seen;
    await sleep(100);
  }
}
