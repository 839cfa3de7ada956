/** An application that works by a plan, in `FAULT_PLAN`, until it dies by it. */
import { spawn } from "node:child_process";
import { writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import OpenAI from "openai";
import { flush, init, type Session, startSession } from "rootspan";
import { createDraw } from "../../packages/node/test/journal/apps/draw.ts";
import { drawParticipantPlan, isForced, type Plan } from "./plan.ts";
import { createWitness } from "./testify.ts";
import { toEnd } from "./witness.ts";

const plan = JSON.parse(process.env["FAULT_PLAN"]!) as Plan;
const draw = createDraw(plan.seed);
const { processor, testify } = createWitness(plan);

init({
  autoStartSession: false,
  hostEnvironment: "off",
  protocol: plan.protocol,
  flushIntervalMs: 20,
  exportTimeoutMs: 1_000,
  maxQueueSpans: draw(3) === 0 ? 50 : 10_000,
  spanProcessors: [processor],
});
const openai = new OpenAI({ maxRetries: 0 });
let participants = 0;

const STEPS: readonly ((session: Session) => unknown)[] = [
  (session) => session.record({ kind: "action", name: "look up", params: { order: draw(100) } }),
  (session) => session.record({ kind: "tool", name: "search", returns: "x".repeat(draw(3_000)) }),
  (session) => session.record({ kind: "error", error: new TypeError("no order") }),
  (session) =>
    session.record({ kind: "llm", model: "gpt-4o-mini", inputTokens: draw(1_000), outputTokens: draw(1_000) }),
  (session) => session.addTags(`tag ${draw(5)}`),
  (session) => {
    for (let index = 0; index < 100; index += 1) {
      session.record({ kind: "action", name: `burst ${index}` });
      testify();
    }
  },
  () => openai.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: "Hello" }] }),
  () => pause(draw(10)),
  () => flush(),
  (session) => {
    if (plan.isParticipant || participants > 0) return;
    participants += 1;
    const participant = JSON.stringify(drawParticipantPlan(plan, draw, participants));
    // Whoever waits for the output of this process waits for that one as well.
    spawn(process.execPath, process.execArgv.concat(process.argv[1]!), {
      env: session.childEnv({ ...process.env, FAULT_PLAN: participant }),
      stdio: "inherit",
    });
  },
];

const ENDS = ["Success", "Failure", "Indeterminate"] as const;

async function work(): Promise<void> {
  const session = startSession({ name: "worker", tags: ["fault"] });
  const { traceId, spanId } = session.rootSpan.spanContext();
  testify({ type: "started", traceId, spanId, isOwner: session.isOwner });
  await session.run(async () => {
    for (let steps = draw(25); steps >= 0; steps -= 1) {
      const done = STEPS[draw(STEPS.length)]!(session);
      testify();
      await done;
    }
  });
  const state = ENDS[draw(4)];
  // Left open for the end of the process.
  if (state === undefined) return;
  testify({ type: "ending", traceId, end: toEnd(state, "as planned") });
  const ended = session.end(state, { reason: "as planned" });
  testify();
  await ended;
}

await Promise.all(Array.from({ length: plan.sessions }, work));
if (isForced(plan.death)) {
  // Late is better than never.
  writeSync(1, ".".repeat(plan.atTestimony));
  await pause(60_000);
}
