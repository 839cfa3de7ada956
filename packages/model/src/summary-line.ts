/** The line that a session's end logs; AgentOps' words, so that what reads its logs reads ours. */
import { formatDuration, type SessionSummary } from "./session-summary.ts";
import { formatUsd } from "./usd.ts";

/** `Session Stats - Duration: 1m 2.3s | Cost: $0.000123 | LLMs: 1 | Tools: 2 | Actions: 3 | Errors: 0` */
export function summaryLine({ durationNs, calls, counts, errors }: SessionSummary): string {
  return (
    `Session Stats - Duration: ${formatDuration(durationNs)} | Cost: $${formatUsd(calls.cost)} | ` +
    `LLMs: ${counts.llm} | Tools: ${counts.tool} | Actions: ${counts.action} | Errors: ${errors}`
  );
}
