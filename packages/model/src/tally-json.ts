/** A tally as JSON text, for stores. Integers of 64 bits and more are decimal text there. */
import type { CallTally } from "./call-tally.ts";
import type { Groups } from "./groups.ts";
import type { Said, SessionEnd, SessionFacts } from "./session-facts.ts";
import type { SessionTally } from "./session-tally.ts";
import { NO_USAGE } from "./usage.ts";

/** The type with decimal text in the place of bigints, as JSON has it; what is undefined is left out. */
type Json<T> = T extends bigint
  ? string
  : T extends string | number | boolean | undefined
    ? T
    : { readonly [K in keyof T]: Json<T[K]> };

export function tallyToJson({
  calls,
  models,
  agents,
  firstUnixNano,
  lastUnixNano,
  facts,
  ...rest
}: SessionTally): string {
  const json: Json<SessionTally> = {
    ...rest,
    calls: callsToJson(calls),
    models: groupsToJson(models),
    agents: groupsToJson(agents),
    firstUnixNano: firstUnixNano?.toString(),
    lastUnixNano: lastUnixNano?.toString(),
    facts: {
      end: facts.end && {
        ...facts.end,
        startTimeUnixNano: facts.end.startTimeUnixNano.toString(),
        endTimeUnixNano: facts.end.endTimeUnixNano.toString(),
      },
      name: saidToJson(facts.name),
      tags: saidToJson(facts.tags),
      partTags: facts.partTags,
      video: saidToJson(facts.video),
      hostEnvironment: saidToJson(facts.hostEnvironment),
    },
  };
  return JSON.stringify(json);
}

/** @throws SyntaxError when the text is not JSON */
export function tallyFromJson(text: string): SessionTally {
  const { calls, models, agents, firstUnixNano, lastUnixNano, facts, ...rest } = JSON.parse(text) as Json<SessionTally>;
  return {
    ...rest,
    calls: callsFromJson(calls),
    models: groupsFromJson(models),
    agents: groupsFromJson(agents),
    firstUnixNano: toBigInt(firstUnixNano),
    lastUnixNano: toBigInt(lastUnixNano),
    facts: factsFromJson(facts),
  };
}

function factsFromJson({ end, name, tags, partTags, video, hostEnvironment }: Json<SessionFacts>): SessionFacts {
  return {
    end: end && endFromJson(end),
    name: saidFromJson(name),
    tags: saidFromJson(tags),
    partTags,
    video: saidFromJson(video),
    hostEnvironment: saidFromJson(hostEnvironment),
  };
}

function endFromJson(end: Json<SessionEnd>): SessionEnd {
  return {
    ...end,
    startTimeUnixNano: BigInt(end.startTimeUnixNano),
    endTimeUnixNano: BigInt(end.endTimeUnixNano),
  };
}

type JsonCalls = Json<CallTally>;

function callsToJson(calls: CallTally): JsonCalls {
  return { ...calls, cost: calls.cost.toString() };
}

function callsFromJson(calls: JsonCalls): CallTally {
  // What is stored may be older than some of the counts.
  return { ...calls, usage: { ...NO_USAGE, ...calls.usage }, cost: BigInt(calls.cost) };
}

function groupsToJson(groups: Groups<CallTally>): Groups<JsonCalls> {
  return groups.map(([name, calls]) => [name, callsToJson(calls)]);
}

function groupsFromJson(groups: Groups<JsonCalls>): Groups<CallTally> {
  return groups.map(([name, calls]) => [name, callsFromJson(calls)]);
}

/** A value that is JSON already. */
type JsonSaid<T> = Omit<Said<T>, "atUnixNano"> & { readonly atUnixNano: string };

function saidToJson<T>(said: Said<T> | undefined): JsonSaid<T> | undefined {
  return said && { ...said, atUnixNano: said.atUnixNano.toString() };
}

function saidFromJson<T>(said: JsonSaid<T> | undefined): Said<T> | undefined {
  return said && { ...said, atUnixNano: BigInt(said.atUnixNano) };
}

function toBigInt(text: string | undefined): bigint | undefined {
  return text === undefined ? undefined : BigInt(text);
}
