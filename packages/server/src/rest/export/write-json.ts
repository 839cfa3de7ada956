/** A session as `SessionExport`, written list by list: no list is in memory as a whole. */
import { StatusCode } from "@rootspan/model";
import type { SpanRecord } from "@rootspan/model";
import type { SpanRow } from "../../store/session-store.ts";
import { type OpenExport, toExportedSession, toExportedStats } from "./open-export.ts";
import { createSpanTree, toAgentId, toSpanKey } from "./span-tree.ts";
import { AgentList } from "./to-agents.ts";
import { ErrorList } from "./to-errors.ts";
import { toAction, toLlm, toTool } from "./to-events.ts";
import { toExportedSpan } from "./to-span.ts";

type Text = AsyncGenerator<string, void, void>;

export async function* writeJson(opened: OpenExport): Text {
  const { session, prices } = opened;
  const rows = await collectRows(opened);
  const ofKind = (kind: string): readonly SpanRow[] => rows.filter((row) => row.kind === kind);
  const agents = new AgentList(session.id);
  const agentIds = new Map<string, string>();
  for await (const spans of opened.read(ofKind("agent"))) {
    for (const span of spans) {
      agents.add(span);
      agentIds.set(toSpanKey(span), toAgentId(span));
    }
  }
  const tree = createSpanTree(rows, agentIds);
  const placeOf = (span: SpanRecord) => ({ sessionId: session.id, agentId: tree.agentIdOf(span) });
  const errors = new ErrorList(session.id, tree);
  const mayFail = rows.filter((row) => row.kind === "error" || row.statusCode === StatusCode.error);

  yield `{"session":${JSON.stringify(toExportedSession(opened))}`;
  yield `,"agents":${JSON.stringify(agents.items)}`;
  yield* writeList("actions", opened, ofKind("action"), (span) => [toAction(span, placeOf(span))]);
  yield* writeList("llms", opened, ofKind("llm"), (span) => [toLlm(span, placeOf(span), prices)]);
  yield* writeList("tools", opened, ofKind("tool"), (span) => [toTool(span, placeOf(span))]);
  yield* writeList("errors", opened, mayFail, (span) => errors.toErrors(span));
  yield `,"stats":${JSON.stringify(toExportedStats(opened))}`;
  yield* writeList("spans", opened, rows, (span) => [toExportedSpan(span)]);
  yield `,"artifacts":${JSON.stringify(opened.artifacts)}}`;
}

/** Rows are small, so that all of a session may be in memory. */
async function collectRows({ listRows }: OpenExport): Promise<readonly SpanRow[]> {
  const all: SpanRow[] = [];
  for await (const rows of listRows()) for (const row of rows) all.push(row);
  return all;
}

/** @param convert to the items that a span is in the list */
async function* writeList(
  name: string,
  { read }: OpenExport,
  rows: readonly SpanRow[],
  convert: (span: SpanRecord) => readonly object[],
): Text {
  yield `,"${name}":[`;
  let separator = "";
  for await (const spans of read(rows)) {
    const items = spans.flatMap(convert).map((item) => JSON.stringify(item));
    if (items.length === 0) continue;
    yield separator + items.join(",");
    separator = ",";
  }
  yield "]";
}
