/** Where a page ended, as text that means nothing to others, and nothing to another query. */
import { createHash } from "node:crypto";
import { StoreError } from "../../store-error.ts";

const NUMBER_BYTES = 8;
const QUERY_BYTES = 8;

/** @param position the values of the last row that the order goes by @param query whatever makes the query another */
export function formatCursor(position: readonly bigint[], query: string): string {
  const bytes = Buffer.alloc(position.length * NUMBER_BYTES);
  position.forEach((value, index) => bytes.writeBigInt64BE(value, index * NUMBER_BYTES));
  return Buffer.concat([bytes, hash(query)]).toString("base64url");
}

/** Undefined for no cursor. @throws StoreError `bad_cursor` */
export function parseCursor(cursor: string | undefined, query: string, length: number): readonly bigint[] | undefined {
  if (cursor === undefined) return undefined;
  const bytes = Buffer.from(cursor, "base64url");
  const positionBytes = length * NUMBER_BYTES;
  if (bytes.length !== positionBytes + QUERY_BYTES || bytes.toString("base64url") !== cursor) {
    throw new StoreError("bad_cursor", "the cursor was not made by this store");
  }
  if (!bytes.subarray(positionBytes).equals(hash(query))) {
    throw new StoreError("bad_cursor", "the cursor belongs to another query");
  }
  return Array.from({ length }, (_, index) => bytes.readBigInt64BE(index * NUMBER_BYTES));
}

function hash(query: string): Buffer {
  return createHash("sha256").update(query).digest().subarray(0, QUERY_BYTES);
}
