/** The agents of a session; AgentOps' documentation promises them in its export. */
import { type SpanRecord, stringAttribute, toTimestamp } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { ExportedAgent } from "@rootspan/model/rest";
import { readContent } from "./event-text.ts";
import { type SpanTree, toAgentId } from "./span-tree.ts";

/** Each once, in the order in which they began. */
export class AgentList {
  readonly #sessionId: string;
  readonly #tree: SpanTree;
  readonly #told: Set<string> = new Set();

  constructor(sessionId: string, tree: SpanTree) {
    this.#sessionId = sessionId;
    this.#tree = tree;
  }

  /**
   * The agent that a span stands for, if it was not told before; the tree then knows it.
   * @param span of the kind `agent`, by start time
   */
  toAgents(span: SpanRecord): readonly ExportedAgent[] {
    const id = toAgentId(span);
    this.#tree.addAgent(span, id);
    if (this.#told.has(id)) return [];
    this.#told.add(id);
    return [
      {
        id,
        session_id: this.#sessionId,
        name: stringAttribute(span.attributes, key.GEN_AI_AGENT_NAME) ?? span.name,
        logs: readContent(span.attributes, key.ROOTSPAN_EVENT_LOGS),
        init_timestamp: toTimestamp(span.startTimeUnixNano),
        end_timestamp: toTimestamp(span.endTimeUnixNano),
      },
    ];
  }
}
