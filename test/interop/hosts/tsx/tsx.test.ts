/** Scripts in TypeScript that are run by tsx. */
import { describeRuns } from "../describe-runs.ts";
import { TSX } from "../host.ts";
import { CALLS } from "../weather.ts";

const part = (city: string): string => `\n  session ${city} [Success]${CALLS.replaceAll("\n", "\n  ")}`;

describeRuns(TSX, "agent.ts", [
  {
    title: "runs an ES module as it did, and the run is a session",
    command: ["tsx", "script.mts"],
  },
  {
    title: "runs CommonJS as it did, and the run is a session",
    command: ["tsx", "script.cts"],
  },
  {
    title: "runs worker threads as it did, and each is a part of the session",
    command: ["tsx", "threads.mts"],
    sessions: [`session weather [Success: told]${part("Lisbon")}${part("Oslo")}`],
    plain: (text) => text.split("\n").sort().join("\n"),
    stats: { prompt_tokens: 1_800, completion_tokens: 180, cost_usd: "0.000378", end_state: "Success" },
  },
]);
