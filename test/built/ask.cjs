// What both do.
const assert = require("node:assert/strict");

const answer = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_760_000_000,
  model: "gpt-4o-mini-2024-07-18",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 },
};

exports.ask = async function ask(OpenAI, init, startSession) {
  const names = [];
  const exporter = {
    export(spans, done) {
      names.push(...spans.map((span) => span.name));
      done({ code: 0 });
    },
    shutdown: async () => {},
  };
  init({ hostEnvironment: "off", exporter, instrument: { openai: OpenAI }, autoStartSession: false });
  const session = startSession({ name: "built" });
  const fetch = async () => new Response(JSON.stringify(answer), { headers: { "content-type": "application/json" } });
  await new OpenAI({ apiKey: "sk-test", fetch }).chat.completions.create({ model: "gpt-4o-mini", messages: [] });
  assert.equal(await session.end("Success"), "0.000210");
  assert.deepEqual(new Set(names), new Set(["chat gpt-4o-mini", "session built", "session.start"]));
};
