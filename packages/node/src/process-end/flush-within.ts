/** Keeps the process alive until what has ended is delivered, but not longer than the bound. Never rejects. */
import { reportFault } from "@rootspan/sdk";
import type { ProcessEndHooks } from "./hooks.ts";

export async function flushWithin({ flush, flushTimeoutMs }: ProcessEndHooks): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, flushTimeoutMs);
  });
  try {
    await Promise.race([flush(), limit]);
  } catch (fault) {
    reportFault("flush", fault);
  } finally {
    clearTimeout(timer);
  }
}
