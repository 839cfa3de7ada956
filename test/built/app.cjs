// The built packages, required: one call, by hand-instrumented client, in one session. Exits with 1 if it is not seen.
const { createRequire } = require("node:module");
const { init, startSession } = require("rootspan");

// A major that runs on every Node.js that rootspan runs on.
const { OpenAI } = createRequire(require.resolve("@rootspan/instrumentations"))("openai6");
void require("./ask.cjs").ask(OpenAI, init, startSession);
