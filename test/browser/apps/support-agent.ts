/**
 * A support agent as people run them: agents within agents, a conversation that grows, a tool that fails once. With
 * `RELEASE=2` it is its next release: another model, another system message, no failure, another answer.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { addTags, init, record, startSession, withAgent, withTool } from "rootspan";

interface Turn {
  readonly role: string;
  readonly content: string | null;
  readonly tool_calls?: readonly object[];
  readonly tool_call_id?: string;
}

const IS_NEXT = process.env["RELEASE"] === "2";
const MODEL = IS_NEXT ? "gpt-4.1" : "gpt-4o";
const SYSTEM =
  "You are the support agent of a bicycle shop. Be kind and short. Look up every order before you answer, never promise " +
  "a date that the warehouse did not confirm, and refund at most 200 EUR without a colleague.";

init({ serviceName: "support-agent", hostEnvironment: "minimal", autoStartSession: false });
const session = startSession({ name: "Refund for order 4821", tags: ["support", "refund"] });
session.setVideo("https://example.com/recordings/4821.webm");

const history: Turn[] = [
  { role: "system", content: SYSTEM },
  { role: "user", content: "Hi, order 4821 came with a **broken derailleur**. Can I get my money back?" },
];

/** A model call of so long, whose answer joins the conversation. */
async function think(model: string, ms: number, tokens: readonly [number, number], answer: Turn): Promise<void> {
  const startTime = Date.now();
  await sleep(ms);
  record({
    kind: "llm",
    provider: "openai",
    model,
    prompt: [...history],
    completion: answer,
    inputTokens: tokens[0],
    outputTokens: tokens[1],
    cacheReadTokens: Math.floor(tokens[0] / 2),
    startTime,
    endTime: Date.now(),
  });
  history.push(answer);
}

const call = (id: string, name: string, input: object): Turn => ({
  role: "assistant",
  content: null,
  tool_calls: [{ id, type: "function", function: { name, arguments: JSON.stringify(input) } }],
});
const result = (id: string, value: unknown): void =>
  void history.push({ role: "tool", tool_call_id: id, content: JSON.stringify(value) });

const lookUp = withTool({ name: "look_up_order" }, async ({ id }: { id: number }) => {
  await sleep(35);
  return {
    id,
    items: [{ sku: "RD-M8100", title: "Rear derailleur", price: 89.9 }],
    delivered: "2026-11-20",
    paid: "card",
  };
});

let attempts = 0;
const refund = withTool({ name: "refund_payment" }, async ({ amount }: { id: number; amount: number }) => {
  await sleep(25);
  attempts += 1;
  if (attempts === 1 && !IS_NEXT)
    throw Object.assign(new Error("payment gateway did not answer within 2000 ms"), { code: "ETIMEDOUT" });
  return { refunded: amount, currency: "EUR", reference: "rf_93KD2" };
});

const classify = withAgent({ name: "triage" }, async () => {
  await think("gpt-4o-mini", 60, [412, 18], {
    role: "assistant",
    content: '{"intent":"refund","order":4821,"mood":"friendly"}',
  });
  record({ kind: "action", name: "route to refunds", params: { intent: "refund" }, returns: "refunds" });
});

const refunds = withAgent({ name: "refunds" }, async () => {
  await think(MODEL, 110, [655, 24], call("call_1", "look_up_order", { id: 4821 }));
  result("call_1", await lookUp({ id: 4821 }));
  await think(MODEL, 140, [884, 31], call("call_2", "refund_payment", { id: 4821, amount: 89.9 }));
  const answer = await refund({ id: 4821, amount: 89.9 }).catch(async (error: unknown) => {
    record({ kind: "error", error, details: { attempt: 1, retry: true } });
    await sleep(30);
    return refund({ id: 4821, amount: 89.9 });
  });
  if (IS_NEXT) record({ kind: "action", name: "tell the warehouse", params: { order: 4821 }, returns: "told" });
  await sleep(5);
  result("call_2", answer);
  // The agent is told the time anew with each of its last steps.
  history[0] = { role: "system", content: `${SYSTEM} It is ${IS_NEXT ? "evening" : "noon"}; say when you are back.` };
  await think(MODEL, 180, [1_120, 96], {
    role: "assistant",
    content:
      "I am sorry about the derailleur. Your **89.90 EUR** are on their way back to your card:\n\n" +
      `1. Reference \`rf_93KD2\`\n2. It takes ${IS_NEXT ? "two" : "3–5"} working days\n\n` +
      "You can keep the part, or send it back with the " +
      "[free label](https://example.com/labels/4821).",
  });
});

await session.run(async () => {
  await classify();
  addTags("eu");
  await refunds();
  record({ kind: "action", name: "send the answer", params: { channel: "mail" }, returns: "queued" });
});
console.log(session.id);
await session.end("Success", { reason: `refunded 89.90 EUR ${IS_NEXT ? "at once" : "after one retry"}` });
