/** What a session had come to by each moment. */
import { participantsOf } from "../src/session/participants.ts";
import { momentAt, replayMoments } from "../src/session/replay/replay.ts";
import { row } from "./spans.ts";

const moments = replayMoments([
  row("root", undefined, 0, 100, { kind: "session" }),
  row("late", "root", 50, 90, { kind: "llm", model: "m", inputTokens: 100, outputTokens: 10, costUsd: 0.2 }),
  row("early", "root", 5, 20, { kind: "llm", model: "m", inputTokens: 10, outputTokens: 5, costUsd: 0.1 }),
  row("tool", "root", 25, 40, { kind: "tool", isFailed: true }),
  row("error", "tool", 40, 40, { kind: "error", isFailed: true, isCountedElsewhere: true }),
]);

it("adds up in the order in which spans ended", () => {
  expect(
    moments.map(({ atMs, costUsd, tokens, llmCalls, toolCalls, errors }) => [
      atMs,
      costUsd,
      tokens,
      llmCalls,
      toolCalls,
      errors,
    ]),
  ).toEqual([
    [20, 0.1, 15, 1, 0, 0],
    [40, 0.1, 15, 1, 1, 1],
    [40, 0.1, 15, 1, 1, 1],
    [90, 0.3, 125, 2, 1, 1],
    [100, 0.3, 125, 2, 1, 1],
  ]);
});

it("finds the moment that counts", () => {
  expect(momentAt(moments, 19)).toBeUndefined();
  expect(momentAt(moments, 20)?.llmCalls).toBe(1);
  expect(momentAt(moments, 89.9)?.costUsd).toBe(0.1);
  expect(momentAt(moments, 1_000)?.costUsd).toBe(0.3);
  expect(momentAt([], 5)).toBeUndefined();
});

it("tells the processes apart that took part", () => {
  const owner = { resource: { "service.name": "agent", "process.pid": 1, "host.name": "h" }, spans: 2 };
  const worker = { resource: { "service.name": "agent", "process.pid": 2, "host.name": "h" }, spans: 1 };
  const later = { resource: { ...owner.resource, "process.command": "agent --loud" }, spans: 3 };
  expect(
    participantsOf([owner, worker, later]).map(({ service, process, spans }) => [service, process, spans]),
  ).toEqual([
    ["agent", "1", 5],
    ["agent", "2", 1],
  ]);
});
