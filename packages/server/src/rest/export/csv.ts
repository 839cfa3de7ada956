/** Tables as RFC 4180 has them, which spreadsheets open without running anything in them. */

export type CsvValue = string | number | boolean | null | undefined;

/**
 * A spreadsheet takes a cell that begins so for a formula, in some countries also in full width:
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/u;
const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const QUOTED = /[",\r\n]/;

export function toCsvRow(values: readonly CsvValue[]): string {
  return `${values.map(toCell).join(",")}\r\n`;
}

function toCell(value: CsvValue): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  // An apostrophe before it makes it text. A number is no formula.
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
