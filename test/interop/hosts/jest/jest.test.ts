/** Tests of an agent with sessions, in Jest. */
import { describeRuns } from "../describe-runs.ts";
import { JEST } from "../host.ts";
import { callsOf } from "../weather.ts";

describeRuns(JEST, "agent.cjs", [
  {
    title: "prints what it printed and ends as it did, and what the tests ran is a session",
    command: ["jest", "--verbose", "--detectOpenHandles"],
    sessions: [`session tests [Success]${callsOf(2)}`],
    stats: { prompt_tokens: 1_800, completion_tokens: 180, cost_usd: "0.000378" },
    plain: (text) => text.replaceAll(/ \(\d+(\.\d+)? m?s\)/g, "").replaceAll(/^Time: .*$/gm, "TIME"),
  },
]);
