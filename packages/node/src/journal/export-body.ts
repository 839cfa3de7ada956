/** Joins lines of the journal into one request. The text of the spans is copied as it is and never parsed. */

/**
 * The four places at which a line is cut. None can occur at another place: within a JSON string a quote is escaped, and
 * OTLP keeps names that users choose in strings.
 */
export const RESOURCE_START = '{"resourceSpans":[{"resource":';
export const SCOPE_START = ',"scopeSpans":[{"scope":';
export const SPANS_START = ',"spans":[';
export const LINE_TAIL = "]}]}]}";

interface LineParts {
  /** The resource, and its schema URL. */
  readonly resource: string;
  /** The scope, and its schema URL. */
  readonly scope: string;
  /** Characters before the span. */
  readonly start: number;
}

/** Whether the text begins and ends as a line of the journal; what is between may still be anything. */
export function isLineShaped(text: string): boolean {
  return text.endsWith(LINE_TAIL) && splitHead(text) !== undefined;
}

/**
 * One `ExportTraceServiceRequest` in OTLP/JSON: spans of the same resource and scope together, in the order of lines.
 * @param lines of `toOtlpJson`; what is not shaped like one is left out
 */
export function toExportBody(lines: readonly string[]): string {
  const resources = new Map<string, Map<string, string>>();
  let head = "";
  let parts: LineParts | undefined;
  for (const line of lines) {
    // Neighbours mostly come from the same tracer, and to compare is cheaper than to search.
    if (parts === undefined || !line.startsWith(head)) parts = splitHead(line);
    if (parts === undefined || !line.endsWith(LINE_TAIL)) continue;
    head = line.slice(0, parts.start);
    let scopes = resources.get(parts.resource);
    if (scopes === undefined) resources.set(parts.resource, (scopes = new Map<string, string>()));
    const before = scopes.get(parts.scope);
    const span = line.slice(parts.start, -LINE_TAIL.length);
    scopes.set(parts.scope, before === undefined ? span : `${before},${span}`);
  }
  const resourceSpans = [...resources].map(([resource, scopes]) => {
    const scopeSpans = [...scopes].map(([scope, spans]) => `{"scope":${scope}${SPANS_START}${spans}]}`);
    return `{"resource":${resource},"scopeSpans":[${scopeSpans.join(",")}]}`;
  });
  return `{"resourceSpans":[${resourceSpans.join(",")}]}`;
}

function splitHead(line: string): LineParts | undefined {
  if (!line.startsWith(RESOURCE_START)) return undefined;
  const scopeAt = line.indexOf(SCOPE_START, RESOURCE_START.length);
  const spansAt = scopeAt < 0 ? -1 : line.indexOf(SPANS_START, scopeAt);
  if (spansAt < 0) return undefined;
  return {
    resource: line.slice(RESOURCE_START.length, scopeAt),
    scope: line.slice(scopeAt + SCOPE_START.length, spansAt),
    start: spansAt + SPANS_START.length,
  };
}
