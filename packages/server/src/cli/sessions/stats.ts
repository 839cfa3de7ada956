/** `rootspan stats` */
import type { SessionStats } from "@rootspan/model/rest";
import { toPrintable } from "../../printable.ts";
import { clientOf, JSON_FLAG, SERVER_FLAGS } from "../client/server-flags.ts";
import { SESSION_WORD, sessionPathOf } from "../client/session-word.ts";
import type { Command } from "../command.ts";
import { formatCount } from "../output/amounts.ts";
import { createPaint } from "../output/colour.ts";
import { type Column, toTable } from "../output/table.ts";
import { colourOf, costOf, stateOf } from "./session-state.ts";

interface CallRow extends Pick<SessionStats, "cost" | "cost_usd" | "unpriced_calls" | "tokens"> {
  readonly what: string;
  readonly calls: number;
}

const COLUMNS: readonly Column<CallRow>[] = [
  { title: "BY", text: ({ what }) => what, canShrink: true },
  { title: "CALLS", text: ({ calls }) => String(calls), align: "right" },
  { title: "INPUT", text: ({ tokens }) => String(tokens.input), align: "right" },
  { title: "CACHED", text: ({ tokens }) => String(tokens.cache_read), align: "right" },
  { title: "OUTPUT", text: ({ tokens }) => String(tokens.output), align: "right" },
  { title: "COST", text: costOf, align: "right" },
];

export const stats: Command = {
  name: "stats",
  words: [SESSION_WORD],
  help: "Show what a session used and cost, by model and by agent",
  flags: { ...JSON_FLAG, ...SERVER_FLAGS },
  async run(parsed, terminal) {
    const client = clientOf(parsed, terminal);
    const told = await client.get<SessionStats>(`${await sessionPathOf(client, parsed.words[0]!)}/stats`);
    if (parsed.values["json"] === true) {
      terminal.out(`${JSON.stringify(told, null, 2)}\n`);
      return;
    }
    const paint = createPaint(terminal);
    const state = paint(colourOf(told) ?? "bold", stateOf(told));
    const { counts } = told;
    const happened = [
      formatCount(counts.llm, "LLM call"),
      formatCount(counts.tool, "tool"),
      formatCount(counts.action, "action"),
      formatCount(told.errors, "error"),
    ];
    const title = paint("bold", toPrintable(told.session_id));
    terminal.out(`${title}  ${state}  ${told.duration}\n${happened.join(", ")}\n\n`);
    const calls = told.models.reduce((sum, model) => sum + model.calls, 0);
    const rows: readonly CallRow[] = [
      ...told.models.map((model) => ({ ...model, what: `${model.provider}:${model.model}` })),
      ...told.agents.map((agent) => ({ ...agent, what: `agent ${agent.name}` })),
      { ...told, what: "all", calls },
    ];
    terminal.out(toTable(rows, COLUMNS, terminal));
  },
};
