/** Spans of the server itself, as another server receives them. The traced one is a process, started as people do. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { toSessionId } from "@rootspan/model";
import type { ExportedSpan, FullSpanList } from "@rootspan/model/rest";
import { callOf, newSessionId, spanOf } from "../spans.ts";
import { openServerUnderTest, type ServerUnderTest, toOtlp } from "./server-under-test.ts";

const TRACE_ID = "5b8efff798038103d269b633813fc60c";
const CALLER = "eee19b7ec3c1b174";
const HEADERS = { traceparent: `00-${TRACE_ID}-${CALLER}-01` };
const UNTRACED = { "x-rootspan-own-spans": "1" };
const BATCH_MS = 50;

let receiver: ServerUnderTest;
let running: ChildProcess[] = [];

beforeEach(async () => {
  receiver = await openServerUnderTest({}, ["ops"]);
});

afterEach(async () => {
  await Promise.all(running.map(stop));
  running = [];
  await receiver.close();
});

interface TracedServer {
  readonly url: string;
  readonly child: ChildProcess;
  readonly log: () => string;
}

async function start(args: readonly string[], environment: Record<string, string> = {}): Promise<TracedServer> {
  const program = ["--conditions=@rootspan/source", resolve(__dirname, "../../src/main.ts"), "serve"];
  const store = `sqlite:${join(receiver.path, "..", `traced-${running.length}.db`)}`;
  const child = spawn(process.execPath, [...program, "--port", "0", "--store", store, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, OTEL_BSP_SCHEDULE_DELAY: String(BATCH_MS), ...environment },
  });
  running.push(child);
  let log = "";
  child.stderr.on("data", (chunk) => void (log += chunk));
  const [line] = await once(child.stdout, "data");
  return { url: /http:\S+/.exec(String(line))![0], child, log: () => log };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}

async function send(url: string, spans: Parameters<typeof toOtlp>[0]): Promise<number> {
  const headers = { "content-type": "application/json", ...HEADERS };
  return (await fetch(`${url}/v1/traces`, { method: "POST", headers, body: JSON.stringify(toOtlp(spans)) })).status;
}

/** As far as they have come. */
async function tracedSpans(url: string, headers: Record<string, string>): Promise<readonly ExportedSpan[]> {
  const answer = await fetch(`${url}/v2/sessions/${toSessionId(TRACE_ID)}/spans?include=payload`, { headers });
  return answer.status === 200 ? ((await answer.json()) as FullSpanList).spans : [];
}

it("go to the receiver that is asked for, below the span of the caller, with the work of the store below them", async () => {
  const authorization = `Bearer ${receiver.keys[0]}`;
  const server = await start(["--trace-to", receiver.url], {
    ROOTSPAN_SERVER_TRACE_HEADERS: `authorization=${encodeURIComponent(authorization)}`,
  });
  const secret = spanOf(newSessionId(), { text: "axolotl" });
  expect(await send(server.url, [secret])).toBe(200);
  await (await fetch(`${server.url}/v2/sessions/${toSessionId(secret.traceId)}`, { headers: HEADERS })).text();
  await stop(server.child);

  const spans = await tracedSpans(receiver.url, { authorization });
  const tree = spans.map(({ name, parent_span_id }) => [
    name,
    parent_span_id === CALLER ? "caller" : spans.find(({ span_id }) => span_id === parent_span_id)?.name,
  ]);
  expect(tree.toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1))).toEqual([
    ["GET /v2/sessions/:id", "caller"],
    ["POST /v1/traces", "caller"],
    ["store read findSession", "GET /v2/sessions/:id"],
    ["store write writeSpans", "POST /v1/traces"],
  ]);
  expect(spans.find(({ name }) => name === "POST /v1/traces")).toMatchObject({
    span_kind: 2,
    attributes: { "http.request.method": "POST", "http.route": "/v1/traces", "http.response.status_code": 200 },
    resource: { "service.name": "rootspan-server" },
  });
  for (const told of [secret.traceId, secret.spanId, "axolotl"]) expect(JSON.stringify(spans)).not.toContain(told);
});

it("make no others when they come back to the server itself", async () => {
  const port = await freePort();
  const { url } = await start(["--port", String(port), "--trace-to", `http://127.0.0.1:${port}/v1/traces`]);
  expect(await send(url, [callOf(newSessionId())])).toBe(200);
  while ((await tracedSpans(url, UNTRACED)).length === 0) await wait(BATCH_MS);
  await wait(6 * BATCH_MS);
  expect((await tracedSpans(url, UNTRACED)).map(({ name }) => name).toSorted()).toEqual([
    "POST /v1/traces",
    "store write writeSpans",
  ]);
});

it("that nobody takes are told, and hold up neither an answer nor the end", async () => {
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const server = await start(["--trace-to", nobody, "--shutdown-timeout", "300ms"]);
  expect(await send(server.url, [callOf(newSessionId())])).toBe(200);
  await stop(server.child);
  expect(server.child.signalCode).toBe("SIGTERM");
  expect(server.log()).toContain("spans of the server itself were not taken");
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" ? address!.port : 0;
}
