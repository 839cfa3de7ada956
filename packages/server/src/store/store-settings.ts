/** What a store is opened with, whichever it is. */
import type { PriceOverrides } from "@rootspan/model";

/** @param name of what is done, without whom it concerns */
export type TraceCall = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export interface StoreSettings {
  /** The user's own prices, of calls whose spans do not say what they cost. */
  readonly prices?: PriceOverrides;
  /** Appends beyond this are refused as `busy`. */
  readonly maxWaitingSpans?: number;
  /** After this time without data a session without an end no longer runs. */
  readonly idleTimeoutMs?: number;
  /** Runs each call of what keeps the data. */
  readonly trace?: TraceCall;
  /** The server's clock: milliseconds since 1970. */
  readonly now?: () => number;
}
