/** Reads sizes and durations as people write them. */

const QUANTITY = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i;

const SIZE_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

const DURATION_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Bytes of `64MiB`, `10MB`, `1048576` or a number of bytes; undefined for anything else. */
export function parseSize(value: unknown): number | undefined {
  return parse(value, SIZE_UNITS);
}

/** Milliseconds of `15m`, `90s`, `500ms` or a number of milliseconds; undefined for anything else. */
export function parseDuration(value: unknown): number | undefined {
  return parse(value, DURATION_UNITS);
}

function parse(value: unknown, units: Readonly<Record<string, number>>): number | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== "string") return undefined;
  const [, number, unit] = QUANTITY.exec(value.trim()) ?? [];
  if (number === undefined || unit === undefined || !Object.hasOwn(units, unit.toLowerCase())) return undefined;
  const quantity = Math.round(Number(number) * units[unit.toLowerCase()]!);
  return Number.isSafeInteger(quantity) ? quantity : undefined;
}
