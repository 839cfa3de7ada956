/** `rootspan sessions` */
import type { SessionItem, SessionList } from "@rootspan/model/rest";
import { FILTER_FLAGS, filterOf, SORT_FLAGS, sortOf } from "../client/filter-flags.ts";
import { clientOf, JSON_FLAG, SERVER_FLAGS } from "../client/server-flags.ts";
import type { Command } from "../command.ts";
import { formatMilliseconds } from "../output/amounts.ts";
import { type Column, toTable } from "../output/table.ts";
import { UsageError } from "../usage-error.ts";
import { ageOf, colourOf, costOf, stateOf } from "./session-state.ts";

const COLUMNS: readonly Column<SessionItem>[] = [
  { title: "ID", text: ({ id }) => id },
  { title: "AGE", text: ({ start_time }) => ageOf(start_time), align: "right" },
  { title: "STATE", text: stateOf, colour: colourOf },
  { title: "TOOK", text: ({ duration_ms }) => formatMilliseconds(duration_ms), align: "right", goes: 4 },
  { title: "LLM", text: ({ counts }) => String(counts.llm), align: "right", goes: 2 },
  {
    title: "ERR",
    text: ({ errors }) => String(errors),
    align: "right",
    colour: ({ errors }) => (errors > 0 ? "red" : undefined),
    goes: 3,
  },
  { title: "COST", text: costOf, align: "right" },
  { title: "NAME", text: ({ name }) => name ?? "", canShrink: true, goes: 5 },
  { title: "TAGS", text: ({ tags }) => tags.join(","), canShrink: true, goes: 1 },
];

const PAGE = 500;
const DEFAULT_LIMIT = 20;

export const listSessions: Command = {
  name: "sessions",
  words: [],
  help: "List sessions that a filter selects, newest first",
  flags: {
    ...FILTER_FLAGS,
    ...SORT_FLAGS,
    limit: { value: "N", help: `How many at most, or all (default ${DEFAULT_LIMIT})` },
    ...JSON_FLAG,
    ...SERVER_FLAGS,
  },
  async run(parsed, terminal) {
    const limit = readLimit(parsed.values["limit"]);
    const filter = { ...filterOf(parsed), ...sortOf(parsed) };
    const client = clientOf(parsed, terminal);
    const sessions: SessionItem[] = [];
    let cursor: string | undefined;
    do {
      const query = { ...filter, limit: Math.min(PAGE, limit - sessions.length), cursor };
      const page: SessionList = await client.get("/v2/sessions", query);
      sessions.push(...page.sessions);
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined && sessions.length < limit);
    if (parsed.values["json"] === true) {
      terminal.out(`${JSON.stringify({ sessions, next_cursor: cursor ?? null }, null, 2)}\n`);
      return;
    }
    terminal.out(toTable(sessions, COLUMNS, terminal));
    if (sessions.length === 0) terminal.error("there are no such sessions\n");
    else if (cursor !== undefined) terminal.error("there are more: --limit shows them\n");
  },
};

/** @throws UsageError */
function readLimit(given: string | true | undefined): number {
  if (given === undefined) return DEFAULT_LIMIT;
  if (given === "all") return Infinity;
  if (/^[1-9]\d{0,8}$/.test(String(given))) return Number(given);
  throw new UsageError([`--limit must be a whole number from 1 on, or all, got ${JSON.stringify(given)}`]);
}
