/** What becomes of the record of an open root when its process is dead. */
import * as key from "@rootspan/model/attributes";
import { LINE_TAIL, SPANS_START } from "./export-body.ts";
import { parseLine } from "./parse-line.ts";

const END_STATE = "Indeterminate";
const REASON = "process lost";

/**
 * The root as an ended span, in a line of the journal: its own in everything but its end, state and reason.
 * @param line the root as `toOtlpJson` wrote it while it was open
 * @param endUnixNano nanoseconds since 1970; a root does not end before it starts
 * @returns undefined when the line is no whole span
 */
export function toClosedRoot(line: string, endUnixNano: bigint): string | undefined {
  const root = parseLine(line);
  if (root === undefined) return undefined;
  const { status: _unset, ...open } = root;
  const start = BigInt(root.startTimeUnixNano);
  const closed = {
    ...open,
    endTimeUnixNano: String(endUnixNano > start ? endUnixNano : start),
    attributes: [
      ...(root.attributes ?? []).filter((attribute) => !SAID_AT_END.has(attribute.key)),
      { key: key.ROOTSPAN_SESSION_END_STATE, value: { stringValue: END_STATE } },
      { key: key.ROOTSPAN_SESSION_END_STATE_REASON, value: { stringValue: REASON } },
    ],
  };
  const head = line.slice(0, line.indexOf(SPANS_START) + SPANS_START.length);
  return `${head}${JSON.stringify(closed)}${LINE_TAIL}`;
}

const SAID_AT_END: ReadonlySet<string> = new Set([
  key.ROOTSPAN_SESSION_END_STATE,
  key.ROOTSPAN_SESSION_END_STATE_REASON,
]);
