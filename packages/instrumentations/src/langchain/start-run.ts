/** Begins what the library starts: decides whether it is shown, as what, and below what. */
import { type Context, context } from "@opentelemetry/api";
import { reportFault } from "../fault.ts";
import { INFERENCE_OWNED } from "../inference-owned.ts";
import { sessionRulesIn } from "../session-rules.ts";
import { isTracingSuppressed } from "../suppressed-tracing.ts";
import type { Tracing } from "../tracing.ts";
import { describeRun, type Description } from "./describe-run.ts";
import { type Frame, frameFor, settle } from "./frame.ts";
import { branchesOf, isGraph } from "./graph.ts";
import { recordModelCall } from "./record-model-call.ts";
import type { RecordParts } from "./record-parts.ts";
import { recordWork } from "./record-work.ts";
import { type AgentRun, type GraphRun, Run, runIn, type RunRecord } from "./run.ts";
import type { RunStart } from "./run-start.ts";

/**
 * @param starts those of one call of the library
 * @returns a run for each; none where nothing is to be recorded, or a fault of ours prevents it
 */
export function startRuns(tracing: Tracing, starts: readonly RunStart[], parent: Run | undefined): readonly Run[] {
  try {
    const [first] = starts;
    const active = context.active();
    if (first === undefined || isTracingSuppressed(active)) return [];
    const frame = frameFor(first.kind, active);
    const around = settle(placeOf(tracing, active, parent));
    const runs = starts.map((start) => begin(tracing, start, parent ?? runIn(around), around, frame));
    frame?.enter(runs[0]!);
    return runs;
  } catch (fault) {
    reportFault("starting a run", fault);
    return [];
  }
}

/** Code that is in the parent already may have spans of its own around this run. */
function placeOf(tracing: Tracing, active: Context, parent: Run | undefined): Context {
  return parent === undefined || runIn(active) === parent ? tracing.parentContext() : parent.context;
}

function begin(
  tracing: Tracing,
  start: RunStart,
  parent: Run | undefined,
  around: Context,
  frame: Frame | undefined,
): Run {
  const receiver = frame?.receiver;
  const description = describeRun(start, receiver, parent);
  const agent: AgentRun | undefined =
    description.shownAs === "agent" ? { name: description.agentName, inferenceCalls: 0, toolCalls: 0 } : undefined;
  const graph: GraphRun | undefined = isGraph(start)
    ? { branches: branchesOf(receiver), interrupts: undefined }
    : undefined;
  const parts = { tracing, start, description, around, parent, frame, agent, graph };
  const record = isShown(description, start, around) ? recordOf(parts) : undefined;
  return new Run({ kind: start.kind, around, parent, record, agent, graph, isNode: description.isNode });
}

/** A model within a model, or in a function that stands for a model call itself, is counted there. */
function isShown(description: Description, { kind }: RunStart, around: Context): boolean {
  return description.shownAs !== "nothing" && !(kind === "llm" && around.getValue(INFERENCE_OWNED) === true);
}

function recordOf(parts: RecordParts): RunRecord {
  const rules = sessionRulesIn(parts.around);
  const limits = parts.tracing.limitsWith(rules.callContent);
  const record =
    parts.start.kind === "llm"
      ? recordModelCall(parts, limits, parts.tracing.eventLimitsWith(rules.callContent))
      : recordWork(parts, limits);
  if (!record.isRecording) rules.missed?.();
  return record;
}
