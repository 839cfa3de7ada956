/** Where a page ended, as text that means nothing to others, and nothing to another query. */
import { createHash } from "node:crypto";
import { StoreError } from "../store-error.ts";
import { literal } from "./literal.ts";

/** The values of a row that an order goes by: integers as decimal text, and names. */
export type Place = readonly string[];

export interface Column {
  readonly name: string;
  readonly kind: "integer" | "text";
}

const INTEGER = /^-?\d{1,20}$/;

/** @param query whatever makes the query another */
export function formatCursor(place: Place, query: string): string {
  return Buffer.from(JSON.stringify([hash(query), ...place])).toString("base64url");
}

/** A condition: behind the place of the cursor, which was made for these columns. @throws StoreError `bad_cursor` */
export function behind(cursor: string, query: string, columns: readonly Column[], descending: boolean): string {
  const [of, ...place] = parse(cursor);
  const fits =
    place.length === columns.length &&
    place.every((value, index) => columns[index]!.kind === "text" || INTEGER.test(value));
  if (of === undefined || !fits) throw new StoreError("bad_cursor", "the cursor was not made by this store");
  if (of !== hash(query)) throw new StoreError("bad_cursor", "the cursor belongs to another query");
  const names = columns.map(({ name }) => name).join();
  const values = place.map((value, index) => (columns[index]!.kind === "text" ? literal(value) : value)).join();
  return `(${names}) ${descending ? "<" : ">"} (${values})`;
}

/** Nothing of what is none. */
function parse(cursor: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(parsed) && parsed.every((part) => typeof part === "string") ? parsed : [];
  } catch {
    return [];
  }
}

function hash(query: string): string {
  return createHash("sha256").update(query).digest("base64url").slice(0, 11);
}
