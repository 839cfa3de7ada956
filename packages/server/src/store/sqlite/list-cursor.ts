/** Where a page of sessions ended, as text that means nothing to others. */
import { StoreError } from "../store-error.ts";

export interface ListPosition {
  readonly startUnixNano: bigint;
  readonly row: bigint;
}

/** Before all sessions: no start is later. */
const TOP: ListPosition = { startUnixNano: (1n << 63n) - 1n, row: (1n << 63n) - 1n };

const BYTES = 16;

export function formatCursor({ startUnixNano, row }: ListPosition): string {
  const bytes = Buffer.alloc(BYTES);
  bytes.writeBigInt64BE(startUnixNano, 0);
  bytes.writeBigInt64BE(row, 8);
  return bytes.toString("base64url");
}

/** The top of the list for no cursor. @throws StoreError `bad_cursor` */
export function parseCursor(cursor: string | undefined): ListPosition {
  if (cursor === undefined) return TOP;
  const bytes = Buffer.from(cursor, "base64url");
  if (bytes.length !== BYTES || bytes.toString("base64url") !== cursor) {
    throw new StoreError("bad_cursor", "the cursor was not made by this store");
  }
  return { startUnixNano: bytes.readBigInt64BE(0), row: bytes.readBigInt64BE(8) };
}
