// An application that knows nothing of Rootspan: `--import rootspan/register` is all there is.
import OpenAI from "openai";

const openai = new OpenAI();
await openai.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: "hello" }] });
console.log("answered");
