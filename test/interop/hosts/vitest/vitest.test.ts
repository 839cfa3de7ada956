/** Tests of an agent with sessions, in Vitest. */
import { stripVTControlCharacters } from "node:util";
import { describeRuns } from "../describe-runs.ts";
import { VITEST } from "../host.ts";
import { callsOf } from "../weather.ts";

describeRuns(VITEST, "agent.mjs", [
  {
    title: "prints what it printed and ends as it did, and what the tests ran is a session",
    command: ["vitest", "run", "--reporter=verbose"],
    sessions: [`session tests [Success]${callsOf(2)}`],
    stats: { prompt_tokens: 1_800, completion_tokens: 180, cost_usd: "0.000378" },
    plain: (text) =>
      stripVTControlCharacters(text)
        .replaceAll(/ \d+ms$/gm, "")
        .replace(/ Start at [^]*$/, "TIME"),
  },
]);
