/** How messages name a value that cannot be used. */

/** A value of the wrong type may be anything, also a secret object: only simple ones are shown. Never throws. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 100));
  if (typeof value === "function") return "a function";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
