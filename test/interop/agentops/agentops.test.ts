/** AgentOps' own SDKs as they are published, pointed at the server by their own settings. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SessionExport, SessionItem, SessionStats } from "@rootspan/model/rest";
import { openServer, type RunningServer } from "@rootspan/server";
import type { LoopbackProvider } from "loopback-provider";
import { createKey } from "../create-key.ts";
import { describePeer, describeProgram } from "../peer.ts";
import { AGENTOPS_0_3, AGENTOPS_0_4, AGENTOPS_NPM } from "./peers.ts";
import { startProvider } from "./provider.ts";
import { runSdk, type SdkRun } from "./run-sdk.ts";

let folder: string;
let server: RunningServer;
let provider: LoopbackProvider;
let key: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rootspan-interop-"));
  const store = `sqlite:${join(folder, "test.db")}`;
  key = createKey(store, "legacy");
  server = await openServer({ port: 0, store });
  provider = await startProvider();
});

afterAll(async () => {
  await server.close();
  await provider.close();
  rmSync(folder, { recursive: true });
});

function run(interpreter: string, file: string): Promise<SdkRun> {
  return runSdk(interpreter, file, {
    AGENTOPS_API_KEY: key,
    AGENTOPS_API_ENDPOINT: server.url,
    AGENTOPS_EXPORTER_ENDPOINT: `${server.url}/v1/traces`,
    OPENAI_BASE_URL: provider.url,
  });
}

async function get<T>(path: string, token = key): Promise<T> {
  const answer = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  expect([path, answer.status]).toEqual([path, 200]);
  return (await answer.json()) as T;
}

describeProgram(AGENTOPS_0_3, (python) => {
  let told: SdkRun;

  beforeAll(async () => {
    told = await run(python, "apps/legacy.py");
  });

  it("runs, and is told what its session cost", () => {
    expect(told).toMatchObject({ code: 0, result: { again: null } });
    // 1,000 and 100 tokens, and 1,219 and 21, of gpt-4o-mini.
    expect(told.result).toMatchObject({ cost: "0.00040545", unknown: "0" });
    expect(told.result.half_way).toMatchObject({
      "LLM calls": 2,
      "Tool calls": 1,
      Actions: 2,
      Errors: 1,
      // Of what was sent until then.
      Cost: expect.stringMatching(/^0\.000[0-9]{3}$/),
    });
    expect(told.printed).toMatch(/Cost:.*\$0\.000405 .*LLMs:.*2 .*Tools:.*1 .*Actions:.*2 .*Errors:.*1/);
    expect(told.printed).not.toMatch(/Could not|invalid API key/);
  });

  it("has sessions that the server knows as it knows its own", async () => {
    const { first, second } = told.result as { first: string; second: string };
    expect(await get<SessionStats>(`/v2/sessions/${first}/stats`)).toMatchObject({
      session_id: first,
      cost: 0.000_405_45,
      prompt_tokens: 2_219,
      completion_tokens: 121,
      errors: 1,
      end_state: "Success",
      end_state_reason: "done",
      counts: { llm: 2, tool: 1, action: 3, error: 1, agent: 1 },
      unpriced_calls: 0,
    });
    expect(await get<SessionItem>(`/v2/sessions/${first}`)).toMatchObject({
      running: false,
      tags: ["beta", "priority", "part"],
    });
    expect(await get<SessionStats>(`/v2/sessions/${second}/stats`)).toMatchObject({
      cost: null,
      end_state: "Failure",
      end_state_reason: "lost",
      unpriced_calls: 1,
    });
  });

  it("has events with all that was recorded", async () => {
    const exported = await get<SessionExport>(`/v2/sessions/${told.result.first}/export`);
    expect(exported.session).toMatchObject({ video: "https://videos.example/1" });
    expect(exported.session.host_env).toMatchObject({ SDK: { "AgentOps SDK Version": "0.3.26" } });
    expect(exported.actions).toMatchObject([
      { action_type: "look up", params: { id: 7 }, returns: "shipped", logs: "fine" },
      { action_type: "pay" },
      { action_type: "in the part" },
    ]);
    expect(exported.tools).toMatchObject([
      { name: "get_weather", params: { city: "Lisbon" }, returns: { celsius: 24 } },
    ]);
    expect(exported.llms).toMatchObject([
      {
        model: "gpt-4o-mini",
        prompt_tokens: 1_000,
        prompt: { type: "chatml", messages: [{ role: "user", content: "Hi" }] },
        completion: { type: "chatml", messages: { role: "assistant", content: "Hello" } },
        agent_id: exported.agents[0]!.id,
      },
      { model: "gpt-4o-mini-2024-07-18", completion: { messages: { content: "No umbrella is needed: 24 °C." } } },
    ]);
    expect(exported.agents).toMatchObject([{ name: "weather_agent" }]);
    expect(exported.errors).toMatchObject([{ error_type: "ValueError", details: "no money", code: 402 }]);
    expect(exported.stats.agents).toMatchObject([{ name: "weather_agent", calls: 1 }]);
  });

  it("can be read by AgentOps' public API", async () => {
    const init = {
      method: "POST",
      body: JSON.stringify({ api_key: key }),
      headers: { "content-type": "application/json" },
    };
    const { bearer } = (await (await fetch(`${server.url}/public/v1/auth/access_token`, init)).json()) as {
      bearer: string;
    };
    const id = (told.result.first as string).replaceAll("-", "");
    const trace = await get<{ spans: readonly { span_id: string; span_name: string }[] }>(
      `/public/v1/traces/${id}`,
      bearer,
    );
    expect(trace).toMatchObject({ trace_id: id, tags: ["beta", "priority", "part"] });
    expect(await get(`/public/v1/traces/${id}/metrics`, bearer)).toMatchObject({
      prompt_tokens: 2_219,
      completion_tokens: 121,
      total_tokens: 2_340,
      total_cost: "0.0004055",
      prompt_cost: "0.0003329",
    });
    const call = trace.spans.find(({ span_name: name }) => name === "chat gpt-4o-mini")!;
    expect(await get(`/public/v1/spans/${call.span_id}/metrics`, bearer)).toMatchObject({ prompt_tokens: 1_000 });
    expect(await get("/public/v1/project", bearer)).toMatchObject({ name: "legacy" });
  });
});

describeProgram(AGENTOPS_0_4, (python) => {
  let told: SdkRun;

  beforeAll(async () => {
    told = await run(python, "apps/current.py");
  });

  it("has a trace that is a session, with its calls priced", async () => {
    expect(told).toMatchObject({ code: 0, result: { trace: expect.any(String) } });
    expect(told.printed).not.toMatch(/error during span export|free plan/i);
    expect(await get<SessionStats>(`/v2/sessions/${told.result.trace}/stats`)).toMatchObject({
      end_state: "Success",
      counts: { llm: 3, tool: 1, agent: 1 },
      errors: 1,
      prompt_tokens: 2_400,
      completion_tokens: 36,
      cost: 0.000_381_6,
      unpriced_calls: 0,
    });
    expect(await get<SessionItem>(`/v2/sessions/${told.result.trace}`)).toMatchObject({
      name: "ask",
      tags: ["beta", "python"],
    });
  });
});

describePeer(AGENTOPS_NPM, () => {
  it("has a trace of OpenAI's Agents SDK that is a session", async () => {
    const told = await run(process.execPath, "apps/agents.cjs");
    expect(told).toMatchObject({ code: 0, result: { answer: "No umbrella is needed: 24 °C." } });
    const trace = /sessions\?trace_id=([0-9a-f]{32})/.exec(told.printed)?.[1];
    // It tells neither models nor tokens.
    expect(await get<SessionStats>(`/v2/sessions/${trace}/stats`)).toMatchObject({
      counts: { llm: 2, tool: 1, agent: 1 },
      errors: 0,
      unpriced_calls: 2,
    });
    const { tools, llms } = await get<SessionExport>(`/v2/sessions/${trace}/export`);
    expect(tools).toMatchObject([
      { name: "get_weather", params: { city: "Lisbon" }, returns: { city: "Lisbon", celsius: 24 } },
    ]);
    expect(llms[1]?.prompt).toMatchObject({
      messages: [{ role: "system" }, { role: "user" }, { role: "assistant" }, { role: "tool" }],
    });
  });
});
