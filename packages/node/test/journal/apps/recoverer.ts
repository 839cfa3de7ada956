/** Recovers a directory once, delivering to a receiver, and says its counters. Arguments: directory, address. */
import { recoverJournals } from "../../../src/journal/recover-journals.ts";
import type { Deliver } from "../../../src/journal/recovery.ts";
import { say } from "./say.ts";

const [directory, address] = process.argv.slice(2) as [string, string];

const deliver: Deliver = async (body) => {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${address}/v1/traces`, { method: "POST", headers, body });
  return answer.ok ? "accepted" : "later";
};

say("ready");
// The start, for all recoverers of a test at once; it also keeps the process alive, as recovery does not.
process.stdin.once("data", () => {
  void recoverJournals({ directory, maxBatchBytes: 20_000 }, deliver).then((counters) => {
    say(JSON.stringify(counters));
    process.exit();
  });
});
