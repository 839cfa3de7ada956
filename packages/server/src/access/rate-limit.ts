/**
 * How often one client may ask. Each has a bucket that fills by so many requests a second and holds ten seconds' worth:
 * a burst passes, a flood does not.
 */
import { Problem } from "../http/problem.ts";

const BURST_SECONDS = 10;

/** Clients beyond this number push out those that have been away for longest: who floods does not use up the memory. */
const MAX_CLIENTS = 10_000;

interface Bucket {
  requests: number;
  filledAtMs: number;
}

export interface RateLimit {
  /** @param client a name for whoever asks @throws Problem 429, with the time after which the next request passes */
  take(client: string): void;
}

export function createRateLimit(perSecond: number, now: () => number): RateLimit {
  const capacity = perSecond * BURST_SECONDS;
  const buckets = new Map<string, Bucket>();
  return {
    take(client) {
      const nowMs = now();
      const known = buckets.get(client);
      // A clock that is set back fills nothing.
      const filled = known === undefined ? capacity : (Math.max(0, nowMs - known.filledAtMs) / 1_000) * perSecond;
      const requests = Math.min(capacity, (known?.requests ?? 0) + filled);
      // Those that asked last stand last.
      buckets.delete(client);
      buckets.set(client, { requests: requests < 1 ? requests : requests - 1, filledAtMs: nowMs });
      if (buckets.size > MAX_CLIENTS) buckets.delete(buckets.keys().next().value!);
      if (requests >= 1) return;
      const seconds = Math.ceil((1 - requests) / perSecond);
      const headers = { "retry-after": String(seconds) };
      throw new Problem("too_many_requests", `more than ${perSecond} requests a second, try again`, { headers });
    },
  };
}
