/** What a process of the fault harness does, and how it dies: drawn from a seed. */

/** @returns a whole number from 0 to below `limit` */
export type Draw = (limit: number) => number;

/** By the process itself, right after the testimony of this number; `leaves` lets it come to its end. */
export type OwnDeath = "kills itself" | "aborts" | "throws" | "rejects" | "exits" | "leaves";

/** By a signal from outside, some time after the testimony of this number. */
export type ForcedDeath = "SIGKILL" | "SIGTERM" | "SIGINT" | "SIGHUP";

export interface Plan {
  readonly seed: number;
  readonly death: OwnDeath | ForcedDeath;
  readonly atTestimony: number;
  /** For a forced death. */
  readonly delayMs: number;
  readonly sessions: number;
  readonly protocol: "http/json" | "http/protobuf";
  /** Where the process writes down what it knows. */
  readonly witness: string;
  readonly isParticipant: boolean;
}

const DEATHS: readonly Plan["death"][] = [
  "kills itself",
  "kills itself",
  "kills itself",
  "SIGKILL",
  "SIGKILL",
  "aborts",
  "SIGTERM",
  "SIGINT",
  "SIGHUP",
  "throws",
  "rejects",
  "exits",
  "leaves",
];

const OWN_DEATHS: readonly OwnDeath[] = ["kills itself", "aborts", "throws", "rejects", "exits", "leaves"];

export function drawPlan(draw: Draw, witness: string): Plan {
  return {
    seed: draw(2 ** 31),
    death: DEATHS[draw(DEATHS.length)]!,
    atTestimony: 1 + draw(draw(2) === 0 ? 20 : 150),
    delayMs: draw(100),
    sessions: 1 + draw(3),
    protocol: draw(2) === 0 ? "http/json" : "http/protobuf",
    witness,
    isParticipant: false,
  };
}

/** For a process that takes part in a session of the first. */
export function drawParticipantPlan(plan: Plan, draw: Draw, index: number): Plan {
  return {
    ...drawPlan(draw, `${plan.witness}-${index}`),
    death: OWN_DEATHS[draw(OWN_DEATHS.length)]!,
    sessions: 1,
    isParticipant: true,
  };
}

export function isForced(death: Plan["death"]): death is ForcedDeath {
  return death.startsWith("SIG");
}
