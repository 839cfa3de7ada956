/** A session as people see it, computed from its tally. */
import { MAX_TAGS } from "./bounds.ts";
import type { CallTally } from "./call-tally.ts";
import type { EndState } from "./end-state.ts";
import { OTHERS } from "./groups.ts";
import { fromModelKey, type KindCounts, OTHERS_LABEL, type SessionTally } from "./session-tally.ts";

export interface SessionSummary {
  readonly name: string | undefined;
  /** True until the root has arrived. */
  readonly running: boolean;
  /** Undefined while running. */
  readonly endState: EndState | undefined;
  readonly endStateReason: string | undefined;
  /** The owner's, then those of the session's parts. */
  readonly tags: readonly string[];
  readonly video: string | undefined;
  /** JSON text. */
  readonly hostEnvironment: string | undefined;
  /** Nanoseconds since 1970: of the root once it has arrived, else of the first span. */
  readonly startTimeUnixNano: bigint;
  /** Nanoseconds since 1970; undefined while running. */
  readonly endTimeUnixNano: bigint | undefined;
  /** Wall clock from the start to the end, or to the last thing known of a running session. */
  readonly durationNs: bigint;
  readonly spans: number;
  /** All events of all kinds. */
  readonly events: number;
  readonly counts: KindCounts;
  readonly errors: number;
  readonly calls: CallTally;
  /** Dearest first. */
  readonly models: readonly ModelSummary[];
  /** Dearest first. */
  readonly agents: readonly AgentSummary[];
  /** `service.name` of all that took part, sorted. */
  readonly services: readonly string[];
}

/** Calls of one model at one provider. Where there are too many to tell apart, the rest are the model `(others)`. */
export interface ModelSummary extends CallTally {
  /** `gen_ai.provider.name`; empty where the emitter named none. */
  readonly provider: string;
  /** As the answer spelled it, else as the request did; empty where neither was given. */
  readonly model: string;
}

export interface AgentSummary extends CallTally {
  readonly name: string;
}

export function summarise(tally: SessionTally): SessionSummary {
  const { end, tags, partTags } = tally.facts;
  const start = end?.startTimeUnixNano ?? tally.firstUnixNano ?? 0n;
  const last = end?.endTimeUnixNano ?? tally.lastUnixNano ?? start;
  return {
    name: tally.facts.name?.value,
    running: end === undefined,
    endState: end?.state,
    endStateReason: end?.reason,
    tags: [...new Set([...(tags?.value ?? []), ...partTags])].slice(0, MAX_TAGS),
    video: tally.facts.video?.value,
    hostEnvironment: tally.facts.hostEnvironment?.value,
    startTimeUnixNano: start,
    endTimeUnixNano: end?.endTimeUnixNano,
    durationNs: last > start ? last - start : 0n,
    spans: tally.spans,
    events: Object.values(tally.counts).reduce((sum, count) => sum + count, 0),
    counts: tally.counts,
    errors: tally.errors,
    calls: settled(tally.calls),
    // Groups are sorted by name, and sorting is stable: those that cost the same stay so.
    models: tally.models.map(([name, calls]) => ({ ...fromModelKey(name), ...settled(calls) })).toSorted(dearestFirst),
    agents: tally.agents.map(([name, calls]) => ({ name: toLabel(name), ...settled(calls) })).toSorted(dearestFirst),
    services: tally.services.map(([name]) => toLabel(name)),
  };
}

/** Until the call is there whose usage a fetch has told, fewer than none would lack their cost. */
function settled(calls: CallTally): CallTally {
  return calls.unpricedCalls < 0 ? { ...calls, unpricedCalls: 0 } : calls;
}

/** `1h 2m 3.4s`; hours and minutes are left out where they are zero. This is how AgentOps prints durations. */
export function formatDuration(durationNs: bigint): string {
  const tenths = (durationNs + 50_000_000n) / 100_000_000n;
  const hours = tenths / 36_000n;
  const minutes = (tenths / 600n) % 60n;
  const seconds = tenths % 600n;
  const parts = [`${seconds / 10n}.${seconds % 10n}s`];
  if (minutes > 0n) parts.unshift(`${minutes}m`);
  if (hours > 0n) parts.unshift(`${hours}h`);
  return parts.join(" ");
}

function toLabel(name: string): string {
  return name === OTHERS ? OTHERS_LABEL : name;
}

function dearestFirst(a: CallTally, b: CallTally): number {
  if (a.cost !== b.cost) return a.cost > b.cost ? -1 : 1;
  return b.calls - a.calls;
}
