/** Reads values of AgentOps' wire. */

const ISO = /^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/;

/** Nanoseconds since 1970 of a time as Python writes it, with microseconds; undefined for what is none. */
export function toUnixNano(value: unknown): bigint | undefined {
  if (typeof value !== "string") return undefined;
  const [, seconds, fraction = "", zone = "Z"] = ISO.exec(value.trim()) ?? [];
  if (seconds === undefined) return undefined;
  const ms = Date.parse(`${seconds.replace(" ", "T")}${zone}`);
  return Number.isNaN(ms) || ms < 0 ? undefined : BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** A text that says something. */
export function toText(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Texts, also where the list is JSON as text, as AgentOps' own export has tags. */
export function toTexts(value: unknown): readonly string[] | undefined {
  const list = typeof value === "string" && value.startsWith("[") ? parse(value) : value;
  if (!Array.isArray(list)) return undefined;
  return list.filter((item): item is string => typeof item === "string" && item !== "");
}

/** Content as an attribute: text as it is, all else as JSON; undefined for nothing. */
export function toContent(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A whole number from 0. */
export function toCount(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
