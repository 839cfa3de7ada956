/** The examples run as a user runs them, and what the server then knows is what they show. */
import { drawSession } from "./draw-session.ts";
import { runExample } from "./run-example.ts";
import { serverForEachTest } from "./server-for-each-test.ts";

const server = serverForEachTest();

const environment = (): Record<string, string> => ({
  XDG_STATE_HOME: server.folder,
  ROOTSPAN_ENDPOINT: server.url,
});

/** The only session that the server has. */
async function onlySession(): Promise<string> {
  const { sessions } = await server.get<{ sessions: readonly { readonly id: string }[] }>("/v2/sessions");
  expect(sessions).toHaveLength(1);
  return sessions[0]!.id;
}

it("two-services: the session goes on in the service that the agent asks", async () => {
  expect(await runExample("two-services", environment())).toMatch(/^Agent: It is sunny in Lisbon/);
  const id = await onlySession();
  expect(await drawSession(server.url, id)).toBe(`session question [Success]
  chat gpt-4o-mini
  chat gpt-4o-mini
  execute_tool get_weather
    session weather [Success]
      read sensors`);
  expect(await server.get(`/v2/sessions/${id}/stats`)).toMatchObject({
    cost_usd: "0.000295",
    counts: { llm: 2, tool: 1, action: 1, error: 0 },
    end_state: "Success",
    running: false,
  });
});

it("child-process: each child is a part of the session, and one that fails is seen to", async () => {
  expect(await runExample("child-process", environment())).toMatch(
    /^rivers: done\nmountains: done\nnowhere: Error: the worker for nowhere ended with code 1\nSession Stats - /,
  );
  const id = await onlySession();
  expect(await drawSession(server.url, id)).toBe(`session child-process [Success: 2 of 3 are done]
  invoke_agent researcher
    session mountains [Success]
      chat gpt-4o-mini
      execute_tool find_sources
  invoke_agent researcher
    session nowhere [Failure: Error: there is nothing about nowhere]
      execute_tool find_sources
  invoke_agent researcher
    session rivers [Success]
      chat gpt-4o-mini
      execute_tool find_sources`);
  expect(await server.get(`/v2/sessions/${id}/stats`)).toMatchObject({
    counts: { llm: 2, tool: 3, agent: 3 },
    prompt_tokens: 24,
    completion_tokens: 14,
    end_state: "Success",
    running: false,
  });
});

it("langgraph-agent: an agent with two tools is one session", async () => {
  expect(await runExample("langgraph-agent", environment())).toMatch(
    /^Agent: A T-shirt will do[^\n]*\nSession Stats - /,
  );
  const id = await onlySession();
  expect(await drawSession(server.url, id)).toBe(`session langgraph-agent [Success: the question is answered]
  invoke_agent travel_agent
    model_request
      chat gpt-4o-mini
    model_request
      chat gpt-4o-mini
    model_request
      chat gpt-4o-mini
    tools
      execute_tool get_weather
    tools
      execute_tool suggest_clothes`);
  expect(await server.get(`/v2/sessions/${id}/stats`)).toMatchObject({
    counts: { llm: 3, tool: 2, agent: 1, chain: 5, error: 0 },
    prompt_tokens: 360,
    completion_tokens: 45,
    end_state: "Success",
    running: false,
  });
});
