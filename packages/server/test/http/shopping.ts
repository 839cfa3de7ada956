/** A session with one of each thing, under an agent. */
import * as key from "@rootspan/model/attributes";
import { callOf, rootOf, spanOf, START } from "../spans.ts";

export const child = (parent: { readonly spanId: string }) => ({ parentSpanId: parent.spanId });

export function shopping(id: string) {
  const agent = spanOf(id, { [key.ROOTSPAN_KIND]: "agent", [key.GEN_AI_AGENT_NAME]: "buyer" });
  const inner = spanOf(id, {}, { ...child(agent), name: "step" });
  const message = (role: string, content: string) => ({ role, parts: [{ type: "text", content }] });
  const llm = {
    ...callOf(id, 1_000, 100),
    ...child(inner),
  };
  const asked = {
    ...llm,
    attributes: {
      ...llm.attributes,
      [key.GEN_AI_SYSTEM_INSTRUCTIONS]: JSON.stringify([{ type: "text", content: "be brief" }]),
      [key.GEN_AI_INPUT_MESSAGES]: JSON.stringify([message("user", "hi")]),
      [key.GEN_AI_OUTPUT_MESSAGES]: JSON.stringify([
        {
          ...message("assistant", "hello"),
          parts: [{ type: "tool_call", id: "c1", name: "find", arguments: { q: 1 } }],
        },
      ]),
      [key.GEN_AI_CONVERSATION_ID]: "thread-7",
    },
  };
  const tool = spanOf(
    id,
    {
      [key.ROOTSPAN_KIND]: "tool",
      [key.GEN_AI_TOOL_NAME]: "find",
      [key.GEN_AI_TOOL_CALL_ARGUMENTS]: `{"q":1}`,
      [key.GEN_AI_TOOL_CALL_RESULT]: "none left",
      [key.ERROR_TYPE]: "TypeError",
    },
    {
      ...child(agent),
      status: { code: 2, message: "no stock" },
      startTimeUnixNano: START + 2_000_000n,
      endTimeUnixNano: START + 3_000_000n,
    },
  );
  const action = spanOf(
    id,
    { [key.ROOTSPAN_KIND]: "action", [key.ROOTSPAN_EVENT_PARAMS]: `{"order":5}`, [key.ROOTSPAN_EVENT_RETURNS]: "done" },
    { name: "look up order" },
  );
  const error = spanOf(id, {
    [key.ROOTSPAN_KIND]: "error",
    [key.ERROR_TYPE]: "RangeError",
    [key.ROOTSPAN_ERROR_CODE]: "E_RANGE",
    [key.ROOTSPAN_ERROR_DETAILS]: `{"limit":3}`,
    [key.ROOTSPAN_ERROR_TRIGGER_SPAN_ID]: action.spanId,
    [key.EXCEPTION_STACKTRACE]: "at x",
  });
  const root = rootOf(id, "Failure", {
    [key.ROOTSPAN_SESSION_NAME]: "shopping",
    [key.ROOTSPAN_SESSION_TAGS]: ["checkout", "b"],
    [key.ROOTSPAN_SESSION_END_STATE_REASON]: "no stock",
    [key.ROOTSPAN_SESSION_HOST_ENVIRONMENT]: `{"OS":{"Hostname":"h"}}`,
    [key.ROOTSPAN_SESSION_VIDEO]: "https://video.example/1",
  });
  return { agent, inner, llm: asked, tool, action, error, root, all: [agent, inner, asked, tool, action, error, root] };
}
