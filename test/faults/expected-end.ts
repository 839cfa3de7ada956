/** How a session may have ended after what its process has said, and how the process itself. */
import { isForced, type OwnDeath, type Plan } from "./plan.ts";
import { THROWN } from "./testify.ts";
import { type Testimony, toEnd } from "./witness.ts";

export const LOST = toEnd("Indeterminate", "process lost");
export const LEFT = toEnd("Indeterminate", "N/A (process exited without calling session.end(...))");
const FAILED = toEnd("Failure", `RangeError: ${THROWN}`);

/**
 * More than one where the process died between saying that it ends the session and saying that it has.
 * @param spanId of the root
 */
export function possibleEnds(testimonies: readonly Testimony[], traceId: string, spanId: string): readonly string[] {
  const known = testimonies.flatMap((told) =>
    told.type === "span" && told.span.spanId === spanId && told.span.end !== undefined ? [told.span.end] : [],
  );
  if (known.length > 0) return known;
  const announced = testimonies.flatMap((told) =>
    told.type === "ending" && told.traceId === traceId ? [told.end] : [],
  );
  return [...announced, ENDS[deathOf(testimonies)]];
}

/** By its plan, or by coming to its end before that. */
export function deathOf(testimonies: readonly Testimony[]): Plan["death"] {
  const [begun] = testimonies;
  if (begun?.type !== "begun") return "SIGKILL";
  const { plan } = begun;
  const isReached = testimonies.length > plan.atTestimony;
  return isReached || isForced(plan.death) ? plan.death : "leaves";
}

const ENDS: Readonly<Record<Plan["death"], string>> = {
  "kills itself": LOST,
  aborts: LOST,
  SIGKILL: LOST,
  SIGTERM: toEnd("Failure", "Signal SIGTERM detected"),
  SIGINT: toEnd("Failure", "Signal SIGINT detected"),
  SIGHUP: toEnd("Failure", "Signal SIGHUP detected"),
  throws: FAILED,
  rejects: FAILED,
  exits: LEFT,
  leaves: LEFT,
};

const EXITS: Readonly<Record<OwnDeath, number | NodeJS.Signals>> = {
  "kills itself": "SIGKILL",
  aborts: "SIGABRT",
  throws: 1,
  rejects: 1,
  exits: 3,
  leaves: 0,
};

/** As whoever started the process sees it: exit code, or signal. */
export function exitOf(death: Plan["death"]): number | NodeJS.Signals {
  return isForced(death) ? death : EXITS[death];
}
