/** Rows as ClickHouse takes them: JSON, a line each. https://clickhouse.com/docs/interfaces/formats/JSONEachRow */

/** Integers of 64 bits and more are decimal text. */
export type Row = Readonly<Record<string, unknown>>;

/** As `JSON.stringify` writes half a surrogate pair, and text that looks like it. */
const HALF_PAIR = /\\ud[89a-f]/;

/** @param texts columns whose text is an object in JSON: it is taken as it is written, and is not escaped a second time */
export function toRowText(row: Row, texts: Readonly<Record<string, string>> = {}): string {
  let text = JSON.stringify(row);
  // ClickHouse refuses half a pair, and with it the whole insert.
  if (HALF_PAIR.test(text)) text = JSON.stringify(row, toWellFormed);
  let more = "";
  for (const column in texts) more += `,"${column}":${texts[column]!}`;
  return `${text.slice(0, -1)}${more}}`;
}

function toWellFormed(_: string, value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed() : value;
}
