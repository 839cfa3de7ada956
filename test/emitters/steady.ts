/** Makes ids, times and addresses of a recording the same in every run, and leaves out what tells of the machine. */

/** A day in November 2025. */
const START = 1_763_900_000_000_000_000n;
const STEP = 1_000_000n;
const PORT = 4_000;

/** Attributes that tell of the machine and the process. */
const OF_THE_MACHINE = /^(host|os|process)\./;
/** How long something took, which AgentOps says in seconds. */
const DURATION = /(^|\.)(time_to_\w+|time_elapsed|duration|total_duration)$/;
const SECONDS = 0.25;
const ADDRESS = /127\.0\.0\.1:\d+/g;

type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** @param recording requests as JSON @param root the folder of the workspace, which stack traces name */
export function steady(recording: unknown, root: string): unknown {
  const times = new Map(
    [...collectTimes(recording as Json)].sort().map((time, index) => [time, String(START + BigInt(index) * STEP)]),
  );
  const ids = new Map<string, string>();
  const idOf = (id: string): string => {
    if (!ids.has(id)) ids.set(id, (ids.size + 1).toString(16).padStart(id.length, "0"));
    return ids.get(id)!;
  };
  const visit = (value: Json, key: string): Json => {
    if (typeof value === "string") {
      if (isTime(key)) return times.get(value)!;
      if (isId(key)) return value === "" ? value : idOf(value);
      return value.replaceAll(ADDRESS, `127.0.0.1:${PORT}`).replaceAll(root, "/app");
    }
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.filter((item) => !isOfTheMachine(item)).map((item) => visit(item, key));
    const fixed = "key" in value ? fixedValueOf(value["key"]) : undefined;
    if ("key" in value && fixed !== undefined) return { ...value, value: fixed };
    return Object.fromEntries(Object.entries(value).map(([field, item]) => [field, visit(item, field)]));
  };
  return visit(recording as Json, "");
}

/** Of an attribute that differs in every run. */
function fixedValueOf(name: Json | undefined): Json | undefined {
  if (name === "server.port") return { intValue: PORT };
  return typeof name === "string" && DURATION.test(name) ? { doubleValue: SECONDS } : undefined;
}

function* collectTimes(value: Json, key = ""): Iterable<string> {
  if (typeof value === "string" && isTime(key)) yield value;
  if (typeof value !== "object" || value === null) return;
  for (const [name, item] of Object.entries(value)) yield* collectTimes(item, Array.isArray(value) ? key : name);
}

function isTime(key: string): boolean {
  return key.endsWith("UnixNano");
}

function isId(key: string): boolean {
  return key === "traceId" || key === "spanId" || key === "parentSpanId";
}

function isOfTheMachine(item: Json): boolean {
  const key = typeof item === "object" && item !== null && "key" in item ? item["key"] : undefined;
  return typeof key === "string" && OF_THE_MACHINE.test(key);
}
