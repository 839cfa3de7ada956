/**
 * Says one secret in every place that an application can say it in: prompts, answers, tools, errors, arguments of
 * wrapped functions. `WHISPER=redact` replaces it; otherwise the environment decides what is recorded.
 */
import OpenAI from "openai";
import { init, record, withAction, withLLMCall, withTool } from "rootspan";

const SECRET = "4111-1111-1111-1111";
const redact = (value: unknown): unknown => (typeof value === "string" ? value.replaceAll(SECRET, "[card]") : value);

const session = init(process.env["WHISPER"] === "redact" ? { redact } : {});
const openai = new OpenAI({ maxRetries: 0 });
const messages = [
  { role: "system" as const, content: `The card is ${SECRET}.` },
  { role: "user" as const, content: [{ type: "text" as const, text: `Pay with ${SECRET}` }] },
];
const tools = [
  { type: "function" as const, function: { name: "pay", description: `Pays with ${SECRET}`, parameters: {} } },
];
const failing = (): never => {
  throw new Error(`declined: ${SECRET}`);
};

await session.run(async () => {
  await openai.chat.completions.create({ model: "answers", messages, tools });
  const stream = await openai.chat.completions.create({ model: "answers", messages, stream: true });
  for await (const chunk of stream) void chunk;
  const quoting = openai.chat.completions.create({ model: "quotes-the-prompt-in-an-error", messages });
  await quoting.catch((error: unknown) => record({ kind: "error", error, details: SECRET, logs: SECRET }));
  const pay = withTool("pay", (card: string) => ({ card }));
  pay(SECRET);
  for (const wrap of [withTool, withAction]) {
    try {
      wrap("fail", failing)();
    } catch (error) {
      record({ kind: "error", error, trigger: { kind: "tool", name: "pay", params: { card: SECRET }, logs: SECRET } });
    }
  }
  const chunks = withLLMCall(
    { model: "own", read: ([text]) => ({ prompt: SECRET, completion: text ?? "", inputTokens: 1, outputTokens: 1 }) },
    async function* () {
      yield SECRET;
    },
  )();
  for await (const chunk of chunks) void chunk;
  record({ kind: "action", name: "note", params: SECRET, returns: [SECRET], logs: SECRET, screenshot: SECRET });
  record({ kind: "llm", model: "own", prompt: SECRET, completion: SECRET, params: SECRET, returns: SECRET });
});
await session.end("Failure", { reason: "the card was declined" });
console.log(JSON.stringify({ id: session.id, analytics: session.getAnalytics() }));
