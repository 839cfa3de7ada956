/** The agents of a session; AgentOps' documentation promises them in its export. */
import { type SpanRecord, stringAttribute, toTimestamp } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { ExportedAgent } from "@rootspan/model/rest";
import { readContent } from "./event-text.ts";
import { toAgentId } from "./span-tree.ts";

/** Each once, in the order in which they began. */
export class AgentList {
  readonly #sessionId: string;
  readonly #agents: Map<string, ExportedAgent> = new Map();

  constructor(sessionId: string) {
    this.#sessionId = sessionId;
  }

  get items(): readonly ExportedAgent[] {
    return [...this.#agents.values()];
  }

  /** @param span of the kind `agent`, by start time */
  add(span: SpanRecord): void {
    const id = toAgentId(span);
    if (this.#agents.has(id)) return;
    this.#agents.set(id, {
      id,
      session_id: this.#sessionId,
      name: stringAttribute(span.attributes, key.GEN_AI_AGENT_NAME) ?? span.name,
      logs: readContent(span.attributes, key.ROOTSPAN_EVENT_LOGS),
      init_timestamp: toTimestamp(span.startTimeUnixNano),
      end_timestamp: toTimestamp(span.endTimeUnixNano),
    });
  }
}
