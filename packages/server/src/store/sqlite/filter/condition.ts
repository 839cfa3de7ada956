/** A condition of SQL with the values that it asks for. */
import type { SQLInputValue } from "node:sqlite";

export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

export const ALWAYS: Condition = { sql: "1", values: [] };
export const NEVER: Condition = { sql: "0", values: [] };

export function condition(sql: string, ...values: readonly SQLInputValue[]): Condition {
  return { sql, values };
}

export function allOf(conditions: readonly Condition[]): Condition {
  return join(conditions, " AND ", ALWAYS);
}

export function anyOf(conditions: readonly Condition[]): Condition {
  return join(conditions, " OR ", NEVER);
}

function join(conditions: readonly Condition[], word: string, none: Condition): Condition {
  if (conditions.length === 0) return none;
  return {
    sql: `(${conditions.map(({ sql }) => sql).join(word)})`,
    values: conditions.flatMap(({ values }) => values),
  };
}
