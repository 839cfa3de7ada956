/** `createFetch` and `httpSessions` in applications with OpenTelemetry's own instrumentations of HTTP. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { openServer } from "@rootspan/server";
import { CLEAN_ENVIRONMENT } from "./clean-environment.ts";
import type { OwnSpan } from "./frameworks/own-telemetry.ts";

interface ServiceAccount {
  readonly spans: readonly OwnSpan[];
  /** The `traceparent` headers of each request. */
  readonly handed: readonly (readonly string[])[];
  readonly told: readonly string[];
}

it("one traceparent, of the application's client span; its server span and the session's part are below that", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rootspan-test-"));
  const server = await openServer({ port: 0, store: `sqlite:${join(folder, "test.db")}` });
  const run = (file: string, ...args: readonly string[]): ChildProcessByStdio<Writable, Readable, null> =>
    spawn(process.execPath, ["--conditions=@rootspan/source", `test/frameworks/${file}`, ...args], {
      env: { ...CLEAN_ENVIRONMENT, XDG_STATE_HOME: folder, ROOTSPAN_ENDPOINT: server.url },
      stdio: ["pipe", "pipe", "inherit"],
    });
  const service = run("telemetry-service.ts");
  const [line] = (await once(service.stdout, "data")) as [Buffer];
  const url = line.toString().trim();
  const agent = JSON.parse(await text(run("telemetry-agent.ts", url).stdout)) as {
    id: string;
    spans: readonly OwnSpan[];
  };
  const account = (await (await fetch(`${url}/spans`)).json()) as ServiceAccount;
  service.stdin.end();
  await once(service, "close");
  const answer = await fetch(`${server.url}/v2/sessions/${agent.id}/export`);
  const { spans } = (await answer.json()) as { spans: readonly Record<string, unknown>[] };
  await server.close();
  rmSync(folder, { recursive: true });

  const tool = spans.find(({ name }) => name === "execute_tool createFetch")!["span_id"];
  const traceId = agent.id.replaceAll("-", "");
  const [client] = agent.spans;
  expect(client).toMatchObject({ traceId, parentSpanId: tool });
  expect(account.handed).toEqual([[`00-${traceId}-${client!.spanId}-01`]]);
  expect(account.spans).toMatchObject([{ traceId, parentSpanId: client!.spanId }]);
  expect(spans.filter((span) => span["parent_span_id"] === client!.spanId)).toMatchObject([{ name: "session" }]);
  expect(account.told).toEqual([]);
});
