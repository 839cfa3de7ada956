/** How runs start, and how they end. */
import { reportFault } from "../fault.ts";
import { objectOf } from "../json-value.ts";
import { sessionRulesIn } from "../session-rules.ts";
import { isOwn, linkTo, rememberById, runOf } from "./linked-runs.ts";
import type { Manager, RunManager } from "./library.ts";
import type { LibraryCall } from "./library-call.ts";
import type { Run } from "./run.ts";
import { asObserved } from "./observed-calls.ts";
import { readStarts } from "./run-start.ts";
import { startRuns } from "./start-run.ts";

const UNHEARD_ID = "unheard";

/** Gives a run manager, or one for each prompt; unless the session allows no more model calls, which rejects it. */
export function observeStart({ tracing, name, method, receiver, args }: LibraryCall): unknown {
  const manager = receiver as Manager;
  const runs = start(tracing, name, manager, args);
  const refusal = refusalOf(runs);
  if (refusal !== undefined) {
    for (const run of runs) run.fail(refusal);
    return Promise.reject(refusal);
  }
  const isUnheard = isOwn(manager);
  // Nobody will see the id, and the library would take its time to make one.
  if (isUnheard) args[2] ??= UNHEARD_ID;
  let result: Promise<unknown>;
  try {
    result = asObserved(() => method.apply(receiver, args) as Promise<unknown>);
  } catch (error) {
    for (const run of runs) run.close();
    throw error;
  }
  return result.then(
    (started) => {
      link(started, runs, isUnheard);
      return started;
    },
    (error: unknown) => {
      for (const run of runs) run.close();
      throw error;
    },
  );
}

export function observeEnd({ method, receiver, args }: LibraryCall): unknown {
  const run = runOf(receiver);
  if (run !== undefined) {
    learnInputs(run, args);
    run.complete(args[0]);
  }
  return method.apply(receiver, args);
}

export function observeFailure({ method, receiver, args }: LibraryCall): unknown {
  const run = runOf(receiver);
  if (run !== undefined) {
    learnInputs(run, args);
    run.fail(args[0]);
  }
  return method.apply(receiver, args);
}

/** What a stream was fed with is known at its end. */
function learnInputs(run: Run, args: readonly unknown[]): void {
  const inputs = objectOf(args[4])?.["inputs"];
  if (inputs !== undefined) run.learnInput(inputs);
}

function start(
  tracing: LibraryCall["tracing"],
  name: string,
  manager: Manager,
  args: readonly unknown[],
): readonly Run[] {
  try {
    return startRuns(tracing, readStarts(name, manager, args), runOf(manager));
  } catch (fault) {
    reportFault("starting a run", fault);
    return [];
  }
}

export function refusalOf(runs: readonly Run[]): Error | undefined {
  const [run] = runs;
  if (run === undefined || run.kind !== "llm" || run.record === undefined) return undefined;
  try {
    return sessionRulesIn(run.context).refusal;
  } catch (fault) {
    reportFault("asking whether a call may be made", fault);
    return undefined;
  }
}

function link(started: unknown, runs: readonly Run[], isUnheard: boolean): void {
  try {
    const managers = (Array.isArray(started) ? started : [started]) as readonly (RunManager | undefined)[];
    for (const [index, manager] of managers.entries()) {
      if (typeof manager !== "object" || manager === null) continue;
      const run = runs[index];
      linkTo(manager, run, isUnheard);
      run?.abandonWith(manager);
      // Without us the run would have no id: messages take theirs from it, and whoever comes later their parent's.
      if (isUnheard) manager.runId = undefined;
      else if (run !== undefined && manager.runId !== undefined) rememberById(manager.runId, run);
    }
  } catch (fault) {
    reportFault("following a run", fault);
  }
}
