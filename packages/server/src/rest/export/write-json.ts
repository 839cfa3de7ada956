/** A session as `SessionExport`, written list by list: no list is in memory as a whole, of no span more than its place. */
import { StatusCode } from "@rootspan/model";
import type { SpanRecord } from "@rootspan/model";
import type { SpanRow } from "../../store/session-store.ts";
import { type OpenExport, toExportedSession, toExportedStats } from "./open-export.ts";
import { SpanTree } from "./span-tree.ts";
import { AgentList } from "./to-agents.ts";
import { ErrorList } from "./to-errors.ts";
import { toAction, toLlm, toTool } from "./to-events.ts";
import { toExportedSpan } from "./to-span.ts";

type Text = AsyncGenerator<string, void, void>;

export async function* writeJson(opened: OpenExport): Text {
  const { session, prices } = opened;
  const tree = await readTree(opened);
  const agents = new AgentList(session.id, tree);
  const errors = new ErrorList(session.id, tree);
  const placeOf = (span: SpanRecord) => ({ sessionId: session.id, agentId: tree.agentIdOf(span) });
  const ofKind = (kind: string) => (row: SpanRow) => row.kind === kind;
  const mayFail = (row: SpanRow) => row.kind === "error" || row.statusCode === StatusCode.error;

  yield `{"session":${JSON.stringify(toExportedSession(opened))}`;
  yield* writeList("agents", opened, ofKind("agent"), (span) => agents.toAgents(span));
  yield* writeList("actions", opened, ofKind("action"), (span) => [toAction(span, placeOf(span))]);
  yield* writeList("llms", opened, ofKind("llm"), (span) => [toLlm(span, placeOf(span), prices)]);
  yield* writeList("tools", opened, ofKind("tool"), (span) => [toTool(span, placeOf(span))]);
  yield* writeList("errors", opened, mayFail, (span) => errors.toErrors(span));
  yield `,"stats":${JSON.stringify(toExportedStats(opened))}`;
  yield* writeList(
    "spans",
    opened,
    () => true,
    (span) => [toExportedSpan(span)],
  );
  yield `,"artifacts":${JSON.stringify(opened.artifacts)}}`;
}

async function readTree({ listRows }: OpenExport): Promise<SpanTree> {
  const tree = new SpanTree();
  for await (const rows of listRows()) for (const row of rows) tree.add(row);
  return tree;
}

/**
 * Goes through all rows again: kept, they would be most of the memory that an export takes.
 * @param convert to the items that a span is in the list
 */
async function* writeList(
  name: string,
  { listRows, read }: OpenExport,
  isWanted: (row: SpanRow) => boolean,
  convert: (span: SpanRecord) => readonly object[],
): Text {
  yield `,"${name}":[`;
  let separator = "";
  for await (const rows of listRows()) {
    for await (const spans of read(rows.filter(isWanted))) {
      const items = spans.flatMap(convert).map((item) => JSON.stringify(item));
      if (items.length === 0) continue;
      yield separator + items.join(",");
      separator = ",";
    }
  }
  yield "]";
}
