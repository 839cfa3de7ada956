// CommonJS, with the client's package loaded before init() and its class kept in a variable.
const OpenAI = require("openai");
const { init } = require("rootspan");

async function main() {
  const session = init();
  const openai = new OpenAI();
  await openai.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "user", content: "hello" }] });
  console.log(
    JSON.stringify({ id: session.id, cost: await session.end("Success"), analytics: session.getAnalytics() }),
  );
}

void main();
