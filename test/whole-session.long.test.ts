/** What a session is told and kept from, seen at the server: content, budget, video, host environment, project. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, hostname, tmpdir } from "node:os";
import { join } from "node:path";
import type { SessionStats } from "@rootspan/model";
import { openServer, type RunningServer } from "@rootspan/server";
import { byModel, type LoopbackProvider, startLoopbackProvider } from "loopback-provider";
import { runApp } from "./run-app.ts";

let folder: string;
let server: RunningServer;
let provider: LoopbackProvider;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rootspan-test-"));
  server = await openServer({ port: 0, store: `sqlite:${join(folder, "test.db")}` });
  provider = await startLoopbackProvider(byModel);
});

afterAll(async () => {
  await server.close();
  await provider.close();
  rmSync(folder, { recursive: true });
});

async function run<T>(file: string, environment: Record<string, string> = {}, ...args: string[]): Promise<T> {
  const base = { ROOTSPAN_ENDPOINT: server.url, OPENAI_BASE_URL: provider.url, OPENAI_API_KEY: "sk-test" };
  const { code, output, errors } = await runApp(file, { ...base, ...environment }, ...args);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  return JSON.parse(output) as T;
}

async function read(path: string): Promise<string> {
  const answer = await fetch(`${server.url}${path}`);
  expect(answer.status).toBe(200);
  return answer.text();
}

const SECRET = "4111-1111";

describe("content", () => {
  it("is everywhere where it is captured", async () => {
    const { id } = await run<{ id: string }>("whispers.ts");
    expect((await read(`/v2/sessions/${id}/export`)).split(SECRET).length).toBeGreaterThan(20);
  });

  it.each([
    ["captureContent is false", { ROOTSPAN_CAPTURE_CONTENT: "false" }],
    ["OpenTelemetry's variable says so", { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: "NO_CONTENT" }],
    ["redact replaces it", { WHISPER: "redact" }],
  ])("is nowhere where %s, and nothing else is lost", async (_, environment) => {
    const { id, analytics } = await run<{ id: string; analytics: object }>("whispers.ts", environment);
    const text = await read(`/v2/sessions/${id}/export`);
    expect(text).not.toContain(SECRET);
    expect(text.includes("[card]")).toBe("WHISPER" in environment);
    expect(analytics).toMatchObject({ llmCalls: 5, toolCalls: 4, actions: 2, errors: 3 });
    expect(JSON.parse(await read(`/v2/sessions/${id}/stats`))).toMatchObject({
      counts: { llm: 5, tool: 4, action: 2, error: 3 },
      errors: 3,
    });
  });
});

it("rejects model calls once the budget is used up, and makes no request for them", async () => {
  const before = provider.requests.length;
  const told = await run<{ id: string; told: string[]; errors: string[]; cost: string; analytics: object }>(
    "spender.ts",
    {
      OPENAI_BASE_URL: provider.url,
    },
  );
  const made = provider.requests.length - before;
  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThan(5);
  expect(told.told).toEqual([told.id]);
  expect(told.errors).toEqual(Array.from({ length: 5 - made + 3 }, () => "BUDGET_EXCEEDED"));
  expect(told.analytics).toMatchObject({ llmCalls: 8, errors: 8 - made, unpricedCalls: 0 });
  const stats = JSON.parse(await read(`/v2/sessions/${told.id}/stats`)) as SessionStats;
  expect(stats).toMatchObject({ cost_usd: told.cost, errors: 8 - made });
});

describe("a session with everything", () => {
  interface Told {
    readonly id: string;
    readonly projectId: string;
    readonly video: string;
    readonly url: string;
    readonly environment: { readonly OS: { readonly Hostname?: string } };
  }

  it("sends its video and its host environment, and knows its project", async () => {
    const file = join(folder, "run of today.webm");
    const video = Buffer.alloc(300_000, "video");
    writeFileSync(file, video);
    const told = await run<Told>("complete.ts", {}, file);
    expect(told.projectId).toBe((JSON.parse(await read("/v2/project")) as { id: string }).id);
    expect(told.video.startsWith(`${server.url}/v2/sessions/${told.id}/artifacts/`)).toBe(true);
    const answer = await fetch(told.video);
    expect(answer.headers.get("content-type")).toBe("video/webm");
    expect(Buffer.from(await answer.arrayBuffer()).equals(video)).toBe(true);
    expect(told.environment.OS.Hostname).toBe(hostname());
    const { session } = JSON.parse(await read(`/v2/sessions/${told.id}/export`)) as {
      session: Record<string, unknown>;
    };
    expect(session).toMatchObject({
      video: told.video,
      tags: '["a","b"]',
      end_state: "Success",
      end_state_reason: "done",
    });
    expect(session["host_env"]).toEqual(told.environment);
  });

  it("tells no name and no path of its machine with hostEnvironment: minimal", async () => {
    const { id, environment } = await run<Told>(
      "complete.ts",
      { ROOTSPAN_HOST_ENVIRONMENT: "minimal" },
      "https://v.example/1",
    );
    expect(environment.OS).toBeDefined();
    const text = await read(`/v2/sessions/${id}/export`);
    for (const name of [hostname(), homedir(), process.cwd(), "/node_modules"]) expect(text).not.toContain(name);
  });

  it("ends as it would with a video that cannot be sent", async () => {
    const told = await run<Told>("complete.ts", { ROOTSPAN_HOST_ENVIRONMENT: "off" }, join(folder, "missing.webm"));
    expect(told.video).toBeUndefined();
    expect(told.environment).toBeUndefined();
    const { session } = JSON.parse(await read(`/v2/sessions/${told.id}/export`)) as { session: object };
    expect(session).toMatchObject({ end_state: "Success", video: null, host_env: null });
  });
});
