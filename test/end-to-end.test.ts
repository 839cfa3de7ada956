/** Applications as people write them, a provider and the server: each a part of its own, over real HTTP. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { byModel, type LoopbackProvider, startLoopbackProvider } from "loopback-provider";
import type { SessionStats } from "@rootspan/model";
import { openServer, type RunningServer } from "@rootspan/server";
import { runApp } from "./run-app.ts";

interface Told {
  readonly id: string;
  readonly cost: string;
  readonly analytics: {
    readonly llmCalls: number;
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly actions: number;
  };
}

let folder: string;
let server: RunningServer;
let provider: LoopbackProvider;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rootspan-test-"));
  server = await openServer({ port: 0, store: `sqlite:${join(folder, "test.db")}` });
  provider = await startLoopbackProvider();
});

afterAll(async () => {
  await server.close();
  await provider.close();
  rmSync(folder, { recursive: true });
});

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`${server.url}${path}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

function environment(): Record<string, string> {
  return { ROOTSPAN_ENDPOINT: server.url, OPENAI_BASE_URL: provider.url, OPENAI_API_KEY: "sk-test" };
}

it("keeps two sessions at once apart, and agrees with the server on each", async () => {
  const { code, output, errors } = await runApp("two-sessions.ts", environment());
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  const [a, b] = JSON.parse(output) as [Told, Told];
  expect(a.id).not.toBe(b.id);
  for (const [told, calls, state] of [
    [a, 5, "Success"],
    [b, 3, "Failure"],
  ] as const) {
    const stats = await get<SessionStats>(`/v2/sessions/${told.id}/stats`);
    expect(stats).toMatchObject({
      session_id: told.id,
      cost_usd: told.cost,
      end_state: state,
      counts: { llm: calls, action: calls },
      prompt_tokens: told.analytics.inputTokens,
      completion_tokens: told.analytics.outputTokens,
      unpriced_calls: 0,
      errors: 0,
    });
    expect(told.analytics).toMatchObject({ llmCalls: calls, actions: calls });
    expect(Number(told.cost)).toBeGreaterThan(0);
  }
});

it.each(["started-before.cjs", "started-before.mjs"])(
  "instruments %s, which loads the client before init()",
  async (file) => {
    const { code, output, errors } = await runApp(file, environment());
    expect({ code, errors }).toEqual({ code: 0, errors: "" });
    const told = JSON.parse(output) as Told;
    expect(told.analytics.llmCalls).toBe(1);
    expect((await get<SessionStats>(`/v2/sessions/${told.id}/stats`)).cost_usd).toBe(told.cost);
  },
);

describe("--import rootspan/register", () => {
  const register = { NODE_OPTIONS: "--import rootspan/register" };

  it.each(["registered.cjs", "registered.mjs"])("instruments %s, which knows nothing of Rootspan", async (file) => {
    const run = await runApp(file, { ...environment(), ...register, ROOTSPAN_DEFAULT_TAGS: file });
    expect(run).toEqual({ code: 0, output: "answered\n", errors: "" });
    const { sessions } = await get<{ sessions: { id: string; tags: string[] }[] }>("/v2/sessions");
    const { id } = sessions.find(({ tags }) => tags.includes(file))!;
    expect(await get<SessionStats>(`/v2/sessions/${id}/stats`)).toMatchObject({
      counts: { llm: 1 },
      end_state: "Indeterminate",
      unpriced_calls: 0,
    });
  });

  it("lets an application run by itself where a variable is bad, and says so once", async () => {
    const bad = { ...environment(), ...register, ROOTSPAN_MAX_QUEUE_SPANS: "none" };
    const { code, output, errors } = await runApp("registered.mjs", bad);
    expect({ code, output }).toEqual({ code: 0, output: "answered\n" });
    expect(errors.match(/RootspanWarning: rootspan is not on\./g)).toHaveLength(1);
    expect(errors).toContain("ROOTSPAN_MAX_QUEUE_SPANS");
  });
});

it("counts a failed call once that the application also records", async () => {
  const failing = await startLoopbackProvider(byModel);
  const { code, output, errors } = await runApp("failing-call.mjs", { ...environment(), OPENAI_BASE_URL: failing.url });
  await failing.close();
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  const told = JSON.parse(output) as Told;
  expect(told.analytics).toMatchObject({ llmCalls: 1, errors: 1, unpricedCalls: 0 });
  expect(await get<SessionStats>(`/v2/sessions/${told.id}/stats`)).toMatchObject({
    errors: 1,
    counts: { llm: 1, error: 1 },
    end_state: "Failure",
    cost: 0,
  });
});

it("leaves an application alone whose receiver is away, and prints nothing", async () => {
  const run = await runApp("one-action.mjs", { ROOTSPAN_ENDPOINT: "http://127.0.0.1:1" });
  expect(run).toMatchObject({ code: 0, errors: "" });
  expect(JSON.parse(run.output)).toMatchObject({ cost: "0.00" });
});

it("sends OTLP to the endpoint of the environment, with its key and headers", async () => {
  const requests: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
  const receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => void (body += chunk));
    request.on("end", () => {
      requests.push({ path: request.url!, headers: request.headers, body });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const run = await runApp("one-action.mjs", {
    ROOTSPAN_ENDPOINT: `${endpoint}/base/`,
    ROOTSPAN_API_KEY: "k-1",
    ROOTSPAN_HEADERS: "x-team=agents",
    ROOTSPAN_PROTOCOL: "http/json",
    ROOTSPAN_HOST_ENVIRONMENT: "off",
  });
  receiver.closeAllConnections();
  receiver.close();

  expect(run).toMatchObject({ code: 0, errors: "" });
  const { id, url } = JSON.parse(run.output) as { readonly id: string; readonly url: string };
  expect(url).toBe(`${endpoint}/base/sessions/${id}`);
  expect(new Set(requests.map(({ path }) => path))).toEqual(new Set(["/base/v2/project", "/base/v1/traces"]));
  const exported = requests.find(({ path }) => path === "/base/v1/traces");
  expect(exported!.headers).toMatchObject({
    authorization: "Bearer k-1",
    "x-team": "agents",
    "content-type": "application/json",
  });
  const sent = requests.map(({ body }) => body).join("");
  expect(sent.split(`"traceId":"${id.replaceAll("-", "")}"`)).toHaveLength(4);
});

it("lists the newest session first", async () => {
  const { sessions } = await get<{ sessions: readonly { id: string; start_time: string }[] }>("/v2/sessions");
  const starts = sessions.map((session) => session.start_time);
  expect(starts.length).toBeGreaterThanOrEqual(5);
  expect(starts).toEqual(starts.toSorted((a, b) => (a < b ? -1 : 1)).toReversed());
});
