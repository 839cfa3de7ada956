// The built packages, imported: see app.cjs.
import { createRequire } from "node:module";
import { init, startSession } from "rootspan";

const require = createRequire(import.meta.url);
const { OpenAI } = createRequire(require.resolve("@rootspan/instrumentations"))("openai6");
void require("./ask.cjs").ask(OpenAI, init, startSession);
