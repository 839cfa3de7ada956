/** Draws a session that the server has, as a person would. */

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
  const known = new Set(spans.map((span) => span.span_id));
  const draw = (isChild: (span: ExportedSpan) => boolean, indent: string): readonly string[] =>
    spans
      .filter((span) => span.attributes["rootspan.kind"] !== "marker" && isChild(span))
      .map((span) => {
        const children = draw((child) => child.parent_span_id === span.span_id, `${indent}  `);
        return [`${indent}${span.name}${endOf(span)}`, ...children].join("\n");
      })
      .toSorted();
  return draw(({ parent_span_id: parent }) => parent === null || !known.has(parent), "").join("\n");
}

function endOf({ attributes }: ExportedSpan): string {
  const { "rootspan.session.end_state": state, "rootspan.session.end_state_reason": reason } = attributes;
  return state === undefined ? "" : ` [${[state, reason].filter(Boolean).join(": ")}]`;
}
