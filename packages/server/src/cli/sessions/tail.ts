/** `rootspan tail` */
import type { SessionItem, SessionLiveEvent, SpanItem } from "@rootspan/model/rest";
import { toPrintable } from "../../printable.ts";
import { followEvents } from "../client/follow-events.ts";
import { clientOf, JSON_FLAG, SERVER_FLAGS } from "../client/server-flags.ts";
import { SESSION_WORD, sessionPathOf } from "../client/session-word.ts";
import { CommandError } from "../command-error.ts";
import type { Command, Terminal } from "../command.ts";
import { NOT_FOUND } from "../exit-code.ts";
import { formatMilliseconds } from "../output/amounts.ts";
import { createPaint } from "../output/colour.ts";
import { toSessionLines } from "./session-lines.ts";
import { localTime } from "./session-state.ts";

const ERROR_STATUS = 2;
const NS_PER_MS = 1_000_000n;
const KIND_WIDTH = 9;

export const tail: Command = {
  name: "tail",
  words: [SESSION_WORD],
  help: "Follow a running session: its spans as they end, until the session is over",
  flags: { new: { help: "Leave out the spans that there are already" }, ...JSON_FLAG, ...SERVER_FLAGS },
  async run(parsed, terminal) {
    const client = clientOf(parsed, terminal);
    const path = await sessionPathOf(client, parsed.words[0]!);
    const isNew = parsed.values["new"] === true;
    const isJson = parsed.values["json"] === true;
    const events = followEvents(client, `${path}/live`, {
      query: isNew ? {} : { since: 0 },
      onBreak: (reason, pauseMs) =>
        terminal.error(`${toPrintable(reason)}; trying again in ${formatMilliseconds(pauseMs)}\n`),
    });
    const told = new Set<string>();
    let session: SessionItem | undefined;
    for await (const followed of events) {
      if (isJson) terminal.out(`${JSON.stringify(followed)}\n`);
      const event = followed as SessionLiveEvent;
      if (event.event === "gone") throw new CommandError("the session was removed", NOT_FOUND);
      if (event.event === "session") session = event.data;
      if (event.event === "spans") {
        for (const span of event.data.spans) {
          const id = `${span.trace_id} ${span.span_id}`;
          // After a connection broke, spans may be told once more.
          if (!told.has(id) && !isJson) terminal.out(`${toLine(span, terminal)}\n`);
          told.add(id);
        }
      }
      // Of a session that was over before, the spans come after it.
      if (session !== undefined && !session.running && (isNew || told.size >= session.spans)) break;
    }
    if (session !== undefined && !isJson) terminal.out(`\n${toSessionLines(session, terminal)}`);
  },
};

/** `09:00:00 tool      look up order 1.2s` */
function toLine(span: SpanItem, terminal: Terminal): string {
  const paint = createPaint(terminal);
  const failed = span.status_code === ERROR_STATUS;
  const ms = Number((BigInt(span.end_time_unix_nano) - BigInt(span.start_time_unix_nano)) / NS_PER_MS);
  const time = paint("gray", localTime(span.end_time).slice(-"00:00:00".length));
  const what = `${span.kind.padEnd(KIND_WIDTH)} ${failed ? "✗ " : ""}${toPrintable(span.name)}`;
  return `${time} ${failed ? paint("red", what) : what} ${paint("gray", formatMilliseconds(Math.max(0, ms)))}`;
}
