/** Scripts that are run by Bun. */
import { describeRuns } from "../describe-runs.ts";
import { BUN } from "../host.ts";

describeRuns(BUN, "agent.ts", [
  {
    title: "runs a script as it did, and the run is a session",
    command: ["bun", "script.mts"],
  },
]);
