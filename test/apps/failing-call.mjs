// A call fails; the application catches the error and records it: one failure.
import OpenAI from "openai";
import { init } from "rootspan";

const session = init();
const openai = new OpenAI({ maxRetries: 0 });
try {
  await openai.chat.completions.create({ model: "rejects-the-key", messages: [{ role: "user", content: "hello" }] });
} catch (error) {
  session.record({ kind: "error", error });
}
console.log(JSON.stringify({ id: session.id, cost: await session.end("Failure"), analytics: session.getAnalytics() }));
