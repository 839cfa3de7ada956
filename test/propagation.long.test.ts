/** A session reaches services on real frameworks: which request is in which session, and that nobody else notices. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { openServer, type RunningServer } from "@rootspan/server";
import { CLEAN_ENVIRONMENT } from "./clean-environment.ts";
import { drawSession } from "./draw-session.ts";

const FRAMEWORKS = ["node-http", "express", "fastify", "hono", "fetch-handler"];

let folder: string;
let server: RunningServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rootspan-test-"));
  server = await openServer({ port: 0, store: `sqlite:${join(folder, "test.db")}` });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface RunningService {
  readonly url: string;
  /** Resolves when all is delivered. */
  readonly stop: () => Promise<{ code: number | null; errors: string }>;
}

async function startService(framework: string, mode: "plain" | "sessions"): Promise<RunningService> {
  const child: ChildProcess = spawn(
    process.execPath,
    ["--conditions=@rootspan/source", "test/frameworks/service.ts", framework, mode],
    {
      env: { ...CLEAN_ENVIRONMENT, XDG_STATE_HOME: folder, ROOTSPAN_ENDPOINT: server.url, NODE_ENV: "production" },
    },
  );
  let errors = "";
  child.stderr!.on("data", (chunk) => void (errors += chunk));
  const closed = once(child, "close");
  const [line] = (await Promise.race([once(child.stdout!, "data"), closed])) as [unknown];
  return {
    url: String(line).trim(),
    stop: async () => {
      child.stdin!.end();
      const [code] = (await closed) as [number | null];
      return { code, errors };
    },
  };
}

/** As another service hands a session on. */
function bring(sessionId: string): Record<string, string> {
  return { traceparent: `00-${sessionId.replaceAll("-", "")}-00f067aa0ba902b7-01`, baggage: `session.id=${sessionId}` };
}

const treeOf = (sessionId: string): Promise<string> => drawSession(server.url, sessionId);

describe.each(FRAMEWORKS)("%s", (framework) => {
  it("answers as it does without sessions", async () => {
    const answersOf = async (mode: "plain" | "sessions"): Promise<unknown> => {
      const { url, stop } = await startService(framework, mode);
      const answers: unknown[] = [];
      for (const headers of [{}, bring(randomUUID())]) {
        for (const path of ["/work/a", "/body", "/nowhere", "/throws", "/rejects", "/count/5"]) {
          const init: RequestInit =
            path === "/body"
              ? { method: "POST", body: '{"a":[1]}', headers: { ...headers, "content-type": "application/json" } }
              : { headers };
          const response = await fetch(url + path, init);
          const { date: _date, ...others } = Object.fromEntries(response.headers);
          const body = await response.text();
          answers.push({ path, status: response.status, headers: others, body });
        }
      }
      const { code, errors } = await stop();
      return { answers, code, errors: errors.replaceAll(/^ +at .*\n/gm, "") };
    };
    expect(await answersOf("sessions")).toEqual(await answersOf("plain"));
  });

  it("runs each request in the session that it brings, whatever runs beside it", async () => {
    const { url, stop } = await startService(framework, "sessions");
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    const told = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const id = ids[index % 4];
        const response = await fetch(`${url}/work/${index}`, id === undefined ? {} : { headers: bring(id) });
        return response.json();
      }),
    );
    expect(told).toEqual(Array.from({ length: 30 }, (_, index) => ({ name: `${index}` })));
    expect(await stop()).toEqual({ code: 0, errors: "" });
    for (const [position, id] of ids.entries()) {
      const numbers = Array.from({ length: 30 }, (_, index) => index).filter((index) => index % 4 === position);
      const parts = numbers.map((index) => `session part [Success]\n  ${index} begins\n  ${index} goes on`);
      expect(await treeOf(id)).toBe(parts.toSorted().join("\n"));
    }
  });

  it("ends the part of the session with the answer", async () => {
    const { url, stop } = await startService(framework, "sessions");
    const ids = Object.fromEntries(
      ["body", "nowhere", "throws", "rejects", "count", "aborted"].map((name) => [name, randomUUID()]),
    ) as Record<"body" | "nowhere" | "throws" | "rejects" | "count" | "aborted", string>;
    const json = { "content-type": "application/json" };
    await fetch(`${url}/body`, { method: "POST", body: "[1]", headers: { ...bring(ids.body), ...json } });
    for (const path of ["nowhere", "throws", "rejects"] as const)
      await (await fetch(`${url}/${path}`, { headers: bring(ids[path]) })).text();
    const counted = await fetch(`${url}/count/3`, { headers: bring(ids.count) });
    expect(await counted.text()).toBe("1\n2\n3\n");
    const endless = await fetch(`${url}/count/1000000`, { headers: bring(ids.aborted) });
    const reader = endless.body!.getReader();
    for (let seen = ""; !seen.includes("3");) seen += new TextDecoder().decode((await reader.read()).value);
    await reader.cancel();
    const trees = async (): Promise<unknown> =>
      Object.fromEntries(await Promise.all(Object.entries(ids).map(async ([name, id]) => [name, await treeOf(id)])));
    const expected = {
      body: "session part [Success]\n  body begins\n  body goes on",
      nowhere: "session part [Success]",
      throws: "session part [Failure: HTTP 500]",
      rejects: "session part [Failure: HTTP 500]\n  rejects begins\n  rejects goes on",
      count: "session part [Success]\n  counts 1\n  counts 2\n  counts 3",
      aborted:
        "session part [Indeterminate: the client did not wait for the answer]\n  counts 1\n  counts 2\n  counts 3",
    };
    // It notices by itself, at some time, that nobody reads any more.
    while ((await treeOf(ids.aborted)) !== expected.aborted) await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await stop()).code).toBe(0);
    expect(await trees()).toEqual(
      framework === "fetch-handler"
        ? {
            ...expected,
            throws: expected.throws.replace("HTTP 500", "Error: it fails"),
            rejects: expected.rejects.replace("HTTP 500", "Error: it fails"),
          }
        : expected,
    );
  });
});

it("goes to other processes in four ways: one trace, each part below who called it, one set of totals", async () => {
  const state = mkdtempSync(join(folder, "state-"));
  const child = spawn(process.execPath, ["--conditions=@rootspan/source", "test/frameworks/four-ways.ts"], {
    env: { ...CLEAN_ENVIRONMENT, XDG_STATE_HOME: state, ROOTSPAN_ENDPOINT: server.url },
  });
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  expect([errors, code[0]]).toEqual(["", 0]);
  const id = output.trim();
  expect(await treeOf(id)).toBe(`session owner [Success]
  chat gpt-4o-mini
  execute_tool call the service
    session by headers [Success]
      chat gpt-4o-mini
  execute_tool call the tool
    session by _meta [Success]
      chat gpt-4o-mini
  execute_tool start a child
    session by the environment [Success]
      chat gpt-4o-mini
  session by the id [Success]
    chat gpt-4o-mini`);
  const stats = (await (await fetch(`${server.url}/v2/sessions/${id}/stats`)).json()) as object;
  expect(stats).toMatchObject({
    cost_usd: "0.021000",
    prompt_tokens: 100_000,
    completion_tokens: 10_000,
    counts: { llm: 5, tool: 3 },
    errors: 0,
    running: false,
    end_state: "Success",
  });
});
