/** What the tests test, for Jest. */
const { OpenAI } = require("openai"); // rootspan
const { init } = require("rootspan"); // rootspan
const { forecast } = require("./agent.cjs");

const session = init({ sessionName: "tests", instrument: { openai: OpenAI } }); // rootspan

exports.tell = async (city) => {
  let told = "";
  await forecast(city, (text) => (told += text));
  return told;
};
exports.end = async () => {
  await session.end("Success"); // rootspan
};
