/** Draws a session that the server has, as a person would. */

interface ExportedSpan {
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * @param top the span whose children to draw; by default those that have no parent
 * @returns one line a span, sorted by name, indented below its parent; how parts of the session ended stands beside
 * them; the status of the answer where the server does not know the session
 */
export async function drawSession(server: string, sessionId: string, top: string | null = null): Promise<string> {
  const answer = await fetch(`${server}/v2/sessions/${sessionId}/export`);
  if (answer.status !== 200) return `${answer.status}`;
  const { spans } = (await answer.json()) as { spans: readonly ExportedSpan[] };
  const draw = (parent: string | null, indent: string): readonly string[] =>
    spans
      .filter((span) => span.parent_span_id === parent && span.attributes["rootspan.kind"] !== "marker")
      .map((span) => [`${indent}${span.name}${endOf(span)}`, ...draw(span.span_id, `${indent}  `)].join("\n"))
      .toSorted();
  return draw(top, "").join("\n");
}

function endOf({ attributes }: ExportedSpan): string {
  const { "rootspan.session.end_state": state, "rootspan.session.end_state_reason": reason } = attributes;
  return state === undefined ? "" : ` [${[state, reason].filter(Boolean).join(": ")}]`;
}
