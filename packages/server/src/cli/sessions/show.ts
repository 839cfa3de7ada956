/** `rootspan show` */
import type { SessionItem, SpanItem, SpanList } from "@rootspan/model/rest";
import { clientOf, JSON_FLAG, SERVER_FLAGS } from "../client/server-flags.ts";
import type { ServerClient } from "../client/server-client.ts";
import { SESSION_WORD, sessionPathOf } from "../client/session-word.ts";
import type { Command } from "../command.ts";
import { formatCount } from "../output/amounts.ts";
import { toSessionLines } from "./session-lines.ts";
import { toTreeLines } from "./span-tree-lines.ts";

const MOST_LINES = 200;
const PAGE = 10_000;

export const show: Command = {
  name: "show",
  words: [SESSION_WORD],
  help: "Show a session: state, cost, and its spans as a tree",
  flags: {
    all: { help: `Show all spans, also when there are more than ${MOST_LINES}` },
    ...JSON_FLAG,
    ...SERVER_FLAGS,
  },
  async run(parsed, terminal) {
    const client = clientOf(parsed, terminal);
    const path = await sessionPathOf(client, parsed.words[0]!);
    const session = await client.get<SessionItem>(path);
    const spans = await readSpans(client, path);
    if (parsed.values["json"] === true) {
      terminal.out(`${JSON.stringify({ session, spans }, null, 2)}\n`);
      return;
    }
    const lines = toTreeLines(spans, terminal);
    const shown = parsed.values["all"] === true ? lines : lines.slice(0, MOST_LINES);
    const rest = lines.length - shown.length;
    terminal.out(`${toSessionLines(session, terminal)}\n${shown.map((line) => `${line}\n`).join("")}`);
    if (rest > 0) terminal.out(`… ${formatCount(rest, "more span")}: --all shows them\n`);
  },
};

/** By start time. */
async function readSpans(client: ServerClient, path: string): Promise<readonly SpanItem[]> {
  const spans: SpanItem[] = [];
  let cursor: string | undefined;
  do {
    const page: SpanList = await client.get(`${path}/spans`, { limit: PAGE, cursor });
    for (const span of page.spans) spans.push(span);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return spans;
}
