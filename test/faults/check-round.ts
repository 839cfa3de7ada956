/** Compares what the processes of a round have written down with what the server has. */
import { setTimeout as pause } from "node:timers/promises";
import { type SessionStats, toSessionId } from "@rootspan/model";
import { deathOf, exitOf, LOST, possibleEnds } from "./expected-end.ts";
import type { Round } from "./round.ts";
import { readTestimonies, type Testimony, toEnd } from "./witness.ts";

export interface Counts {
  readonly rounds: number;
  /** Processes that a signal ended. */
  readonly kills: number;
  /** Requests that the way to the server has spoiled. */
  readonly spoiled: number;
  /** Spans that an application knew to be in its journal. */
  readonly witnessed: number;
  readonly atServer: number;
  /** Sent more than once; the server knows them by their ids. */
  readonly sentAgain: number;
  /** Counted more than once by the server. */
  readonly duplicates: number;
  /** Witnessed, and not at the server. */
  readonly lost: number;
  readonly sessions: number;
  /** Parts of participants are among them. */
  readonly closedByRecovery: number;
  /** Signals that a process had not heard, so that they were sent again. */
  readonly signalsAgain: number;
}

export interface Verdict {
  readonly counts: Counts;
  /** A sentence each. */
  readonly faults: readonly string[];
}

interface ServedSpan {
  readonly trace_id: string;
  readonly span_id: string;
  readonly kind: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Served {
  readonly stats: SessionStats;
  readonly spans: readonly ServedSpan[];
}

/** @param url of the server */
export async function checkRound(round: Round, url: string): Promise<Verdict> {
  const faults: string[] = [];
  const testimonies = round.workers.map(({ witness }) => readTestimonies(witness));
  const witnessed = testimonies.flat().flatMap((told) => (told.type === "span" ? [told.span] : []));
  const known = [...witnessed.map(({ traceId }) => traceId), ...round.sent.keys()].map((text) => text.slice(0, 32));
  const sessions = new Map<string, Served | undefined>();
  for (const traceId of new Set(known)) sessions.set(traceId, await read(url, traceId));

  const served = new Map<string, ServedSpan>();
  let duplicates = 0;
  for (const [traceId, session] of sessions) {
    if (session === undefined) {
      faults.push(`session ${traceId} is not at the server`);
      continue;
    }
    for (const span of session.spans) {
      if (served.has(span.span_id)) duplicates += 1;
      served.set(span.span_id, span);
    }
    faults.push(...checkSession(traceId, session));
  }
  const lost = witnessed.filter(({ spanId, kind }) => served.get(spanId)?.kind !== kind);
  for (const span of lost) faults.push(`lost: ${JSON.stringify(span)}`);
  for (const [key, { forms }] of round.sent) {
    if (forms.size > 1) faults.push(`span ${key} was sent in ${forms.size} forms: ${[...forms].join(" | ")}`);
  }
  for (const told of testimonies) faults.push(...checkRoots(told, served));
  round.workers.forEach(({ witness, dead }, index) => {
    if (dead === undefined) return;
    const expected = exitOf(deathOf(testimonies[index]!));
    const actual = dead.signal ?? dead.code;
    if (actual !== expected) faults.push(`${witness} ended by ${actual}, not by ${expected}: ${dead.errors}`);
  });
  if (duplicates > 0) faults.push(`${duplicates} spans are at the server more than once`);
  if (round.left.length > 0) faults.push(`the journal still holds ${round.left.join(", ")}`);
  const counts = {
    rounds: 1,
    kills: round.kills,
    spoiled: round.spoiled,
    witnessed: witnessed.length,
    atServer: served.size,
    sentAgain: [...round.sent.values()].filter(({ times }) => times > 1).length,
    duplicates,
    lost: lost.length,
    sessions: sessions.size,
    signalsAgain: round.signalsAgain,
    closedByRecovery: [...served.values()].filter((span) => span.kind === "session" && endOf(span) === LOST).length,
  };
  return { counts, faults };
}

async function read(url: string, traceId: string): Promise<Served | undefined> {
  const answer = await ask(`${url}/v2/sessions/${toSessionId(traceId)}/export`);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw new Error(`the server answers ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Served;
}

/** Another round may have killed the server just now; it comes back. */
async function ask(address: string, triesLeft = 100): Promise<Response> {
  try {
    return await fetch(address);
  } catch (error) {
    if (triesLeft === 0) throw error;
    await pause(100);
    return ask(address, triesLeft - 1);
  }
}

/** Each root that a process has told of is there, once, with an end that fits. */
function checkRoots(testimonies: readonly Testimony[], served: ReadonlyMap<string, ServedSpan>): readonly string[] {
  return testimonies.flatMap((told) => {
    if (told.type !== "started") return [];
    const root = served.get(told.spanId);
    if (root === undefined) return [`root ${told.spanId} of ${told.traceId} is lost`];
    const possible = possibleEnds(testimonies, told.traceId, told.spanId);
    return possible.includes(endOf(root))
      ? []
      : [`session ${told.traceId} ended as ${endOf(root)}, not as ${possible.join(" or ")}`];
  });
}

/** The session is over as its owner said, and its totals are the sums of its spans. */
function checkSession(traceId: string, { stats, spans }: Served): readonly string[] {
  const roots = spans.filter(
    ({ kind, attributes }) => kind === "session" && attributes["rootspan.session.owner"] === true,
  );
  const [root] = roots;
  if (root === undefined || roots.length > 1) return [`session ${traceId} has ${roots.length} roots`];
  const sum = (key: string): number =>
    spans.filter(({ kind }) => kind === "llm").reduce((total, span) => total + Number(span.attributes[key] ?? 0), 0);
  const count = (kind: string): number => spans.filter((span) => span.kind === kind).length;
  const expected = {
    running: false,
    end: endOf(root),
    counts: { llm: count("llm"), tool: count("tool"), action: count("action"), error: count("error") },
    inputTokens: sum("gen_ai.usage.input_tokens"),
    outputTokens: sum("gen_ai.usage.output_tokens"),
  };
  const { llm, tool, action, error } = stats.counts;
  const actual = {
    running: stats.running,
    end: toEnd(stats.end_state, stats.end_state_reason),
    counts: { llm, tool, action, error },
    inputTokens: stats.prompt_tokens,
    outputTokens: stats.completion_tokens,
  };
  const [wanted, got] = [JSON.stringify(expected), JSON.stringify(actual)];
  const cost = sum("gen_ai.usage.cost.amount");
  // What is shown is rounded.
  if (Math.abs(cost - Number(stats.cost_usd)) > 1e-6) return [`${traceId} costs ${stats.cost_usd}, not ${cost}`];
  return wanted === got ? [] : [`the totals of ${traceId} are ${got}, not ${wanted}`];
}

function endOf({ attributes }: ServedSpan): string {
  return toEnd(attributes["rootspan.session.end_state"], attributes["rootspan.session.end_state_reason"]);
}
