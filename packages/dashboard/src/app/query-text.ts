/** The search of an address: plain text, `?tag=a&tag=b`, as people read and write it. */

export type Query = Readonly<Record<string, string | readonly string[]>>;

/** A name that comes once is its value, one that comes several times all of them. */
export function parseQuery(text: string): Query {
  const given = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(given.keys())].map((name) => {
      const values = given.getAll(name);
      return [name, values.length === 1 ? values[0]! : values];
    }),
  );
}

/** With its question mark; empty where there is nothing. */
export function toQuery(search: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const item of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (isWritable(item)) query.append(name, String(item));
    }
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

function isWritable(value: unknown): value is string | number | boolean {
  return (typeof value === "string" && value !== "") || typeof value === "number" || typeof value === "boolean";
}

/** All values of a name that are texts; none is an empty list. */
export function textsOf(value: unknown): readonly string[] {
  return [value].flat().filter((item): item is string => typeof item === "string" && item !== "");
}

export function textOf(value: unknown): string | undefined {
  return textsOf(value)[0];
}

/** A finite number of what was written; undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  const text = textOf(value);
  return text !== undefined && text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
}
