/** AgentOps' wire, in the words of its documentation and of its code; `test/interop` runs its SDKs. */
import type { SessionExport, SessionItem, SessionStats } from "@rootspan/model/rest";
import { newSessionId } from "../spans.ts";
import { type Answer, openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

const T0 = "2025-01-24T12:00:00.000001+00:00";
const T1 = "2025-01-24T12:00:01.500000+00:00";
const T9 = "2025-01-24T12:00:09.000000+00:00";

let server: ServerUnderTest;
let key: string;
let id: string;

beforeAll(async () => {
  server = await openServerUnderTest({}, ["legacy", "other"]);
  key = server.keys[0]!;
});

beforeEach(() => {
  id = newSessionId();
});

afterAll(() => server.close());

function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = { "x-agentops-api-key": key },
): Promise<Answer> {
  const type = { "content-type": "application/json; charset=UTF-8" };
  return server.fetch(path, { method: "POST", body: JSON.stringify(body), headers: { ...type, ...headers } });
}

const withKey = {
  get: <T>(path: string) => server.get(path, { authorization: `Bearer ${key}` }).then(({ body }) => body as T),
};

const start = (fields: object = {}): Promise<Answer> =>
  post("/v2/create_session", { session: { session_id: id, init_timestamp: T0, tags: ["a"], ...fields } });

const update = (fields: object, headers?: Record<string, string>): Promise<Answer> =>
  post("/v2/update_session", { session: { session_id: id, init_timestamp: T0, ...fields } }, headers);

const action = (fields: object = {}): object => ({
  id: newSessionId(),
  session_id: id,
  event_type: "actions",
  action_type: "pay",
  init_timestamp: T0,
  end_timestamp: T1,
  ...fields,
});

const statsOf = (): Promise<SessionStats> => withKey.get(`/v2/sessions/${id}/stats`);
const exportOf = (): Promise<SessionExport> => withKey.get(`/v2/sessions/${id}/export`);

describe("a session", () => {
  it("runs from its start, and is answered with a token and an address", async () => {
    const { status, body } = await start();
    expect(status).toBe(200);
    expect(body).toEqual({
      status: "Success",
      jwt: expect.any(String),
      session_url: `${server.url}/sessions/${id}`,
    });
    expect(await statsOf()).toMatchObject({ running: true, end_state: null, start_time: "2025-01-24T12:00:00.000Z" });
    expect(await withKey.get<SessionItem>(`/v2/sessions/${id}`)).toMatchObject({ tags: ["a"] });
  });

  it("goes on while its SDK only looks at the totals, and ends when it is over", async () => {
    await start();
    await update({ end_timestamp: T1, end_state: "Indeterminate", is_running: true, tags: ["a", "b"] });
    expect(await statsOf()).toMatchObject({ running: true });
    const { body } = await update({
      end_timestamp: T9,
      end_state: "Fail",
      end_state_reason: "broken",
      is_running: false,
    });
    expect(body).toMatchObject({ status: "success", token_cost: "0.00" });
    expect(await statsOf()).toMatchObject({ end_state: "Failure", end_state_reason: "broken", duration: "9.0s" });
  });

  it("may end twice: what was said last holds, and nothing counts twice", async () => {
    await start();
    await update({ end_timestamp: T1, end_state: "Indeterminate" });
    await update({ end_timestamp: T9, end_state: "Success" });
    await update({ end_timestamp: T9, end_state: "Success" });
    expect(await statsOf()).toMatchObject({ end_state: "Success", events: 0, duration: "9.0s" });
  });

  it("can be joined, and its owner's end goes before that of a part", async () => {
    await start();
    await start({ init_timestamp: T1, tags: ["part"] });
    await update({ init_timestamp: T1, end_timestamp: T9, end_state: "Fail", tags: ["part"] });
    expect(await statsOf()).toMatchObject({ end_state: "Failure", start_time: "2025-01-24T12:00:00.000Z" });
    await update({ end_timestamp: T9, end_state: "Success", tags: ["a"] });
    await update({ init_timestamp: T1, end_timestamp: T9, end_state: "Fail", tags: ["part", "late"] });
    expect(await statsOf()).toMatchObject({ end_state: "Success" });
    expect(await withKey.get<SessionItem>(`/v2/sessions/${id}`)).toMatchObject({ tags: ["a", "late", "part"] });
  });

  it("costs what is known of its calls; where nothing is, that is not zero", async () => {
    const call = { event_type: "llms", prompt_tokens: 1_000, completion_tokens: 100, model: "gpt-4o-mini" };
    await post("/v2/create_events", { events: [action(call)] });
    expect((await update({})).body.token_cost).toBe("0.00021");
    await post("/v2/create_events", { events: [action({ ...call, model: "none-known", cost: 1e-7 })] });
    expect((await update({})).body.token_cost).toBe("0.0002101");
    id = newSessionId();
    await post("/v2/create_events", { events: [action({ ...call, model: "none-known" })] });
    expect((await update({})).body.token_cost).toBeNull();
  });
});

describe("events", () => {
  it("that are sent again count once, also without an id", async () => {
    const events = [action(), action({ id: undefined }), action({ id: 17 })];
    await post("/v2/create_events", { events });
    expect((await post("/v2/create_events", { events })).body).toBe("Success");
    expect(await statsOf()).toMatchObject({ counts: { action: 3 } });
  });

  it("may be changed: what is sent holds, the rest stays", async () => {
    const event = newSessionId();
    await post("/v2/create_events", { events: [action({ id: event, params: { a: 1 } })] });
    await post("/v2/update_events", {
      events: [
        { id: event, session_id: id, event_type: "actions", action_type: "pay", returns: "done", end_timestamp: T9 },
      ],
    });
    expect((await exportOf()).actions).toMatchObject([
      {
        action_type: "pay",
        params: { a: 1 },
        returns: "done",
        init_timestamp: "2025-01-24T12:00:00.000Z",
        end_timestamp: "2025-01-24T12:00:09.000Z",
      },
    ]);
  });

  it("have the types of the documentation, and what stands in their data", async () => {
    const events = [
      action({
        event_type: "llm",
        prompt: { type: "string", string: "Hi" },
        completion: { type: "chatml", messages: { role: "assistant", content: "Ho" } },
      }),
      action({ event_type: "tool", name: "look" }),
      action({ event_type: "apis", action_type: undefined, name: "call" }),
      action({ event_type: "actions", action_type: undefined, data: { action_type: "in data", params: [1] } }),
    ];
    await post("/v2/create_events", { events });
    const { llms, tools, actions } = await exportOf();
    expect(llms).toMatchObject([
      { prompt: { messages: [{ role: "user", content: "Hi" }] }, completion: { messages: { content: "Ho" } } },
    ]);
    expect(tools).toMatchObject([{ name: "look" }]);
    expect(actions.map(({ action_type: type }) => type).toSorted()).toEqual(["call", "in data"]);
  });

  it("that failed are told by an error that names them", async () => {
    const event = newSessionId();
    const error = {
      event_type: "errors",
      error_type: "ValueError",
      details: "no money",
      code: "402",
      logs: "Traceback",
      trigger_event_id: event,
      timestamp: T1,
    };
    await post("/v2/create_events", {
      events: [action({ id: event }), action({ ...error, action_type: undefined, init_timestamp: undefined })],
    });
    const { actions, errors } = await exportOf();
    expect(errors).toMatchObject([
      {
        trigger_event_id: actions[0]!.id,
        trigger_event_type: "actions",
        error_type: "ValueError",
        details: "no money",
        logs: "Traceback",
        timestamp: "2025-01-24T12:00:01.500Z",
      },
    ]);
  });

  it("belong to agents that were made known", async () => {
    const { body } = await start();
    const token = { authorization: `Bearer ${body.jwt}` };
    expect((await post("/v2/create_agent", { id: "agent-1", name: "planner" }, token)).body).toBe("Success");
    await post(
      "/v2/create_events",
      { events: [action({ session_id: undefined, event_type: "llms", agent_id: "agent-1" })] },
      token,
    );
    const { agents, llms } = await exportOf();
    expect(agents).toMatchObject([{ id: "agent-1", name: "planner" }]);
    expect(llms).toMatchObject([{ agent_id: "agent-1" }]);
    expect((await statsOf()).agents).toMatchObject([{ name: "planner", calls: 1 }]);
  });

  it.each([
    [{ events: [{ event_type: "jokes" }] }, "events[0].event_type must be one of llms,"],
    [{ events: [{ event_type: "llms" }] }, "events[0].session_id must be a UUID"],
    [{ events: {} }, "field events must be of type array"],
    [{}, "events"],
  ])("of which one cannot be, as %j, are all refused", async (body, message) => {
    const answer = await post("/v2/create_events", body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ path: "/v2/create_events", message: expect.stringContaining(message) });
  });
});

describe("a token", () => {
  const tokenOf = async (body: object = { api_key: key }): Promise<Answer> => post("/v3/auth/token", body, {});

  it("of a session stands for the key in everything its SDK does", async () => {
    const { body } = await start();
    const token = { authorization: `Bearer ${body.jwt}` };
    expect((await update({ tags: ["c"] }, token)).status).toBe(200);
    expect((await post("/v2/reauthorize_jwt", { session_id: id }, token)).body).toEqual({
      status: "Success",
      jwt: expect.any(String),
    });
  });

  it("of a project is made of its key, and says so", async () => {
    const { body } = await tokenOf();
    const project = await withKey.get<{ id: string }>("/v2/project");
    expect(body).toEqual({ token: expect.any(String), project_id: project.id, project_prem_status: "pro" });
    const said = await server.get("/v3/auth/token", { authorization: `Bearer ${body.token}` });
    expect(said.body).toMatchObject({
      message: "JWT token is valid",
      payload: { aud: "authenticated", project_id: project.id },
    });
    expect(JSON.stringify(said.body)).not.toContain(key);
  });

  it("opens no other project, and neither does one that was changed or made up", async () => {
    await start();
    const foreign = await tokenOf({ api_key: server.keys[1] });
    const read = (token: string) => server.get(`/v2/sessions/${id}`, { authorization: `Bearer ${token}` });
    expect((await read(foreign.body.token)).status).toBe(404);
    const { token } = (await tokenOf()).body as { token: string };
    expect((await read(token)).status).toBe(200);
    const [header, payload, signature] = token.split(".") as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as object;
    const forged = (changed: object): string => Buffer.from(JSON.stringify(changed)).toString("base64url");
    for (const wrong of [
      `${header}.${forged({ ...claims, exp: 9e9 })}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
      `${header}.${payload}.`,
      `${forged({ alg: "none", typ: "JWT" })}.${payload}.${signature}`,
      `${forged({ alg: "HS256", kid: "000000000000" })}.${payload}.${signature}`,
    ]) {
      expect([wrong, (await read(wrong)).status]).toEqual([wrong, 401]);
    }
  });

  it("that names no key opens nothing but what is open without one", async () => {
    const { body } = await post("/v2/create_session", { session: { session_id: id } }, {});
    const token = { authorization: `Bearer ${body.jwt}` };
    expect((await server.get(`/v2/sessions/${id}`, token)).status).toBe(200);
    expect(
      (await server.get(`/v2/sessions/${id}`, { ...token, host: "example.com", "x-forwarded-for": "1.2.3.4" })).status,
    ).toBe(401);
  });

  it("ends with its key, and after its time", async () => {
    const short = await server.createKey("short");
    const { token } = (await tokenOf({ api_key: short })).body as { token: string };
    const project = () => server.get("/v2/project", { authorization: `Bearer ${token}` });
    expect((await project()).body).toMatchObject({ name: "short" });
    await server.revokeKey(short);
    expect((await project()).status).toBe(401);
    const jwt = (await start()).body.jwt as string;
    server.elapse(25 * 3_600_000);
    const late = await server.get("/v2/project", { authorization: `Bearer ${jwt}` });
    expect([late.status, late.body.message]).toEqual([401, "Expired Token"]);
  });

  it("is not made of a wrong key", async () => {
    expect((await tokenOf({ api_key: newSessionId() })).status).toBe(401);
  });

  it("of what is no key opens what is open without one", async () => {
    const { body } = await tokenOf({ api_key: "nonsense" });
    const said = await server.get("/v2/project", { authorization: `Bearer ${body.token}` });
    expect(said.body).toMatchObject({ name: "default" });
    const headers = { "content-type": "application/json", origin: "https://elsewhere.example" };
    expect((await post("/v3/auth/token", { api_key: "nonsense" }, headers)).status).toBe(401);
  });
});
