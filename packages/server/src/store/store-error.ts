/** What a store can refuse, and why. */

/**
 * - `busy`: too much waits to be written; nothing was written, try again
 * - `unavailable`: the write failed; nothing was written, try again
 * - `closed`: the store is closing or closed
 * - `in_use`: another server has the store
 * - `newer`: a newer version has written the store
 * - `foreign`: the file is no store of ours, or cannot be opened
 * - `bad_cursor`: a list cursor that this store did not make
 * - `unsupported`: this kind of store cannot do it
 */
export type StoreErrorReason =
  | "busy"
  | "unavailable"
  | "closed"
  | "in_use"
  | "newer"
  | "foreign"
  | "bad_cursor"
  | "unsupported";

export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly reason: StoreErrorReason;

  constructor(reason: StoreErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
