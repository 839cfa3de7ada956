/** Draws a session that the server has, as a person would. */
import { drawTree } from "./draw-tree.ts";

interface ExportedSpan {
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * @returns one line a span, sorted by name, indented below its parent where the server has that; how parts of the session
 * ended stands beside them; the status of the answer where the server does not know the session
 */
export async function drawSession(server: string, sessionId: string): Promise<string> {
  const answer = await fetch(`${server}/v2/sessions/${sessionId}/export`);
  if (answer.status !== 200) return `${answer.status}`;
  const { spans } = (await answer.json()) as { spans: readonly ExportedSpan[] };
  return drawTree(
    spans
      .filter(({ attributes }) => attributes["rootspan.kind"] !== "marker")
      .map((span) => ({ id: span.span_id, parentId: span.parent_span_id, label: `${span.name}${endOf(span)}` })),
  );
}

function endOf({ attributes }: ExportedSpan): string {
  const { "rootspan.session.end_state": state, "rootspan.session.end_state_reason": reason } = attributes;
  return state === undefined ? "" : ` [${[state, reason].filter(Boolean).join(": ")}]`;
}
