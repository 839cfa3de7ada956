// The same in CommonJS: see registered.mjs.
const OpenAI = require("openai");

async function main() {
  const openai = new OpenAI();
  await openai.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: "hello" }] });
  console.log("answered");
}

void main();
