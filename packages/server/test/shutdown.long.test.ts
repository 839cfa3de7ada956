/** SIGTERM while everything is under way: requests that send, a queue that is full, a live stream and an export. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { SpanRecord } from "@rootspan/model";
import { openSqliteStore } from "../src/store/sqlite/open-sqlite-store.ts";
import { openEvents } from "./http/read-events.ts";
import { toOtlp } from "./http/server-under-test.ts";
import { callOf, newSessionId, spanOf } from "./spans.ts";

const SENDERS = 24;
const SPANS_A_REQUEST = 300;
const EXPORTED_SPANS = 4_000;
const SHUTDOWN_MS = 20_000;

it("ends in order: nothing acknowledged is missing, streams end, and the signal is the exit", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rootspan-shutdown-"));
  const path = join(folder, "test.db");
  const program = ["--conditions=@rootspan/source", resolve(__dirname, "../src/main.ts"), "serve", "--port", "0"];
  const settings = ["--max-queue", "1000", "--shutdown-timeout", `${SHUTDOWN_MS}ms`, "--store", `sqlite:${path}`];
  const child = spawn(process.execPath, [...program, ...settings], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const [line] = await once(child.stdout, "data");
  const url = /http:\S+/.exec(String(line))![0];

  const post = async (spans: readonly SpanRecord[]): Promise<number> => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}/v1/traces`, { method: "POST", headers, body: JSON.stringify(toOtlp(spans)) });
    await answer.arrayBuffer();
    return answer.status;
  };

  const exportedId = newSessionId();
  const exportedSpans = Array.from({ length: EXPORTED_SPANS }, () => spanOf(exportedId, { text: "x".repeat(2_000) }));
  expect(await post(exportedSpans)).toBe(200);

  const acknowledged: SpanRecord[] = [...exportedSpans];
  const statuses = new Map<number, number>();
  const sendAll = async (): Promise<void> => {
    for (;;) {
      const id = newSessionId();
      const spans = Array.from({ length: SPANS_A_REQUEST }, () => callOf(id));
      try {
        const status = await post(spans);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 200) acknowledged.push(...spans);
      } catch {
        // No answer: nothing is promised.
        return;
      }
    }
  };
  const live = await openEvents({ url }, "/v2/live");
  const followed = (async () => {
    while ((await live.next()) !== undefined);
  })();
  const exporting = await fetch(`${url}/v2/sessions/${exportedId}/export?format=ndjson`);
  const senders = Array.from({ length: SENDERS }, sendAll);
  while ((statuses.get(200) ?? 0) < SENDERS || (statuses.get(429) ?? 0) < 1) await wait(10);

  child.kill("SIGTERM");
  // The export is read only now, and to its end.
  const exported = (await exporting.text()).trimEnd().split("\n");
  expect(exported.filter((text) => text.startsWith('{"type":"span"')).length).toBe(EXPORTED_SPANS);
  await followed;
  await Promise.all(senders);
  expect(await exited).toEqual([null, "SIGTERM"]);
  // What is sent while it closes is put off, and nothing else.
  expect([...statuses.keys()].filter((status) => ![200, 429, 503].includes(status))).toEqual([]);

  const store = await openSqliteStore({ path });
  const projectId = (await store.keys.defaultProject()).id;
  const bySession = Map.groupBy(acknowledged, ({ traceId }) => traceId);
  for (const [traceId, spans] of bySession) {
    const sessionId = (await store.sessions.findSessionOfTrace(projectId, traceId))!;
    const stored = new Set((await store.sessions.readSession(projectId, sessionId))!.spans.map(({ spanId }) => spanId));
    expect(spans.filter(({ spanId }) => !stored.has(spanId))).toEqual([]);
  }
  await store.close();
  rmSync(folder, { recursive: true });
}, 600_000);
