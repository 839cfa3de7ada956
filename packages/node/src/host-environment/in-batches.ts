/** Many small reads that leave the application its turns. */
import { type Deadline, pause } from "./deadline.ts";

/** As many as Node.js has threads for files, unless told otherwise. */
const AT_ONCE = 4;

/**
 * A few at a time, each few in a turn of its own, so that the application's own work comes between, and a process that
 * has nothing else to do ends.
 * @param work must not reject
 * @returns in the order of the items; fewer than those when time is up
 */
export async function inBatches<T, R>(
  items: readonly T[],
  deadline: Deadline,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  while (results.length < items.length && !deadline.isPassed()) {
    if (results.length > 0) await pause(0);
    results.push(...(await Promise.all(items.slice(results.length, results.length + AT_ONCE).map(work))));
  }
  return results;
}
