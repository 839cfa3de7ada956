// An ES module with static imports: the client is loaded before init() can run, and no flag is given.
import OpenAI from "openai";
import { init } from "rootspan";

const session = init();
const openai = new OpenAI();
await openai.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: "hello" }] });
console.log(JSON.stringify({ id: session.id, cost: await session.end("Success"), analytics: session.getAnalytics() }));
