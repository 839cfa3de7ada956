/** A session's head as people read it. */
import { toPrintable } from "../../printable.ts";
import type { SessionItem } from "@rootspan/model/rest";
import type { Terminal } from "../command.ts";
import { formatMilliseconds } from "../output/amounts.ts";
import { createPaint } from "../output/colour.ts";
import { colourOf, costOf, localTime, stateOf } from "./session-state.ts";

export function toSessionLines(session: SessionItem, terminal: Terminal): string {
  const paint = createPaint(terminal);
  const { counts, tokens } = session;
  const state = paint(colourOf(session) ?? "bold", stateOf(session));
  const reason = session.end_state_reason === null ? "" : `: ${toPrintable(session.end_state_reason)}`;
  const facts: readonly (readonly [string, string])[] = [
    ["state", `${state}${reason}`],
    [
      "started",
      `${localTime(session.start_time)}, ${session.running ? "for" : "took"} ${formatMilliseconds(session.duration_ms)}`,
    ],
    [
      "cost",
      `${costOf(session)}${session.unpriced_calls > 0 ? `, ${session.unpriced_calls} calls without a price` : ""}`,
    ],
    ["tokens", `${tokens.input} in, ${tokens.output} out`],
    [
      "calls",
      `${counts.llm} LLM, ${counts.tool} tool, ${counts.action} action, ${session.errors} errors, ${session.spans} spans`,
    ],
    ["models", toPrintable(session.models.join(", "))],
    ["services", toPrintable(session.services.join(", "))],
    ["tags", toPrintable(session.tags.join(", "))],
  ];
  const title = `${paint("bold", toPrintable(session.name ?? "session"))}  ${toPrintable(session.id)}`;
  const lines = facts
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `  ${paint("gray", name.padEnd(9))} ${value}`);
  return `${[title, ...lines].join("\n")}\n`;
}
