/** `rootspan delete` */
import type { DeletedSessions } from "@rootspan/model/rest";
import { FILTER_FLAGS, filterOf } from "../client/filter-flags.ts";
import type { Query } from "../client/server-client.ts";
import { clientOf, JSON_FLAG, SERVER_FLAGS } from "../client/server-flags.ts";
import { CommandError } from "../command-error.ts";
import type { Command, Terminal } from "../command.ts";
import { NOT_FOUND } from "../exit-code.ts";
import { formatCount } from "../output/amounts.ts";
import { UsageError } from "../usage-error.ts";

export const deleteSessions: Command = {
  name: "delete",
  words: ["[ID…]"],
  help: "Remove sessions for good, with their spans and files",
  flags: { ...FILTER_FLAGS, yes: { help: "Do not ask" }, ...JSON_FLAG, ...SERVER_FLAGS },
  async run(parsed, terminal) {
    const filter = filterOf(parsed, parsed.words);
    if (Object.keys(filter).length === 0) throw new UsageError(["say which sessions: an ID, or a filter as --to 90d"]);
    const client = clientOf(parsed, terminal);
    const remove = async (query: Query): Promise<DeletedSessions> => {
      const answer = await client.ask("/v2/sessions", { method: "DELETE", query: { ...filter, ...query } });
      return (await answer.json()) as DeletedSessions;
    };
    const { matched } = await remove({ dry_run: true });
    if (matched === 0) throw new CommandError("there are no such sessions", NOT_FOUND);
    if (parsed.values["yes"] !== true) await confirm(matched, terminal);
    // Where there are more or fewer by now, the server removes nothing.
    const { deleted } = await remove({ expect: matched });
    terminal.out(
      parsed.values["json"] === true
        ? `${JSON.stringify({ deleted })}\n`
        : `removed ${formatCount(deleted, "session")}\n`,
    );
  },
};

async function confirm(count: number, { ask }: Terminal): Promise<void> {
  if (ask === undefined)
    throw new UsageError([`--yes is needed to remove ${formatCount(count, "session")} without asking`]);
  const answer = await ask(`Remove ${formatCount(count, "session")} for good? Type yes: `);
  if (answer.trim().toLowerCase() !== "yes") throw new CommandError("nothing was removed");
}
