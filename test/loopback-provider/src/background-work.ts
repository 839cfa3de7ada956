/** Work that the provider does in the background: runs of assistants, and turns of agents. */
import { DONE_FRAME, frame, type Reply, type Script } from "./reply.ts";
import type { ProviderRequest } from "./request.ts";
import { ok } from "./stored.ts";

const RUN = {
  id: "run_1",
  object: "thread.run",
  thread_id: "thread_1",
  assistant_id: "asst_1",
  model: "gpt-4o",
  usage: null,
};
const RUN_USAGE = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

/** Each provider's runs are new: their ids tell them apart. The assistant's id says how they end. */
function runOf({ body, headers }: ProviderRequest): typeof RUN {
  const assistant = body["assistant_id"];
  return { ...RUN, id: `run_${headers.host}`, ...(typeof assistant === "string" && { assistant_id: assistant }) };
}

export const startRun: Script = (request) => {
  const run = runOf(request);
  return request.body.stream === true ? streamOfRun(run) : ok({ ...run, status: "queued" });
};

/** Over at the first question. */
export const readRun: Script = (request) => ok({ ...runOf(request), status: "completed", usage: RUN_USAGE });

function streamOfRun(run: typeof RUN): Reply {
  const ended =
    run.assistant_id === "asst_failing"
      ? { ...run, status: "failed", last_error: { code: "rate_limit_exceeded", message: "Too much." } }
      : { ...run, status: "completed", usage: RUN_USAGE };
  const message = { id: "msg_1", object: "thread.message", thread_id: "thread_1", role: "assistant" };
  return {
    type: "frames",
    frames: [
      frame({ ...run, status: "queued" }, "thread.run.created"),
      frame({ ...message, status: "in_progress", content: [] }, "thread.message.created"),
      frame(
        {
          id: "msg_1",
          object: "thread.message.delta",
          delta: { content: [{ index: 0, type: "text", text: { value: "Four." } }] },
        },
        "thread.message.delta",
      ),
      frame(
        { ...message, status: "completed", content: [{ type: "text", text: { value: "Four.", annotations: [] } }] },
        "thread.message.completed",
      ),
      frame(ended, ended.status === "failed" ? "thread.run.failed" : "thread.run.completed"),
      `event: done\n${DONE_FRAME}`,
    ],
    ending: "end",
  };
}

const SESSION = {
  id: "as_1",
  object: "agent.session",
  agent: { id: "agent_1", model: "gpt-6-sol" },
  status: "in_progress",
  usage: null,
};
const TURN_USAGE = {
  input_tokens: 50,
  input_tokens_details: { cached_tokens: 10 },
  output_tokens: 6,
  output_tokens_details: { reasoning_tokens: 2 },
  total_tokens: 56,
};

export const startAgentSession: Script = (request) =>
  request.body.stream === true ? streamOfTurns(request) : ok({ ...SESSION, status: "idle" });

export function streamOfTurns({ headers }: ProviderRequest): Reply {
  const turn = { id: `turn_${headers.host}`, object: "agent.session.turn", agent_id: "agent_1", session_id: "as_1" };
  return {
    type: "frames",
    frames: [
      frame({ type: "agent.session.created", event_id: "e1", session: SESSION }),
      frame({
        type: "agent.session.turn.created",
        event_id: "e2",
        session_id: "as_1",
        turn_id: turn.id,
        turn: { ...turn, status: "queued" },
      }),
      frame({
        type: "agent.session.turn.completed",
        event_id: "e3",
        session_id: "as_1",
        turn_id: turn.id,
        turn: { ...turn, status: "completed", usage: TURN_USAGE },
        usage: TURN_USAGE,
      }),
      frame({ type: "agent.session.idle", event_id: "e4", session: { ...SESSION, status: "idle" } }),
      DONE_FRAME,
    ],
    ending: "end",
  };
}
