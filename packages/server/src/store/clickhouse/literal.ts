/** Values in the text of a query. */

/** What ends a text, or is read as something else. */
const ESCAPED = /[\\'\0]/g;

export function literal(value: string | number | bigint): string {
  if (typeof value !== "string") return String(value);
  return `'${value.replace(ESCAPED, (character) => (character === "\0" ? "\\0" : `\\${character}`))}'`;
}

/** Whether an expression is one of the values. */
export function isOneOf(expression: string, values: readonly string[]): string {
  return values.length === 0 ? NEVER : `${expression} IN (${values.map(literal).join()})`;
}

export const ALWAYS = "1";
export const NEVER = "0";

export function allOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? ALWAYS : `(${conditions.join(" AND ")})`;
}

export function anyOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? NEVER : `(${conditions.join(" OR ")})`;
}
