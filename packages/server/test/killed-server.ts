/** kill -9 at any moment: what was acknowledged is there, once, and sessions are the fold of exactly what is there. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { addSpan, createPriceBook, EMPTY_TALLY, type SpanRecord, summarise } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { openSqliteStore } from "../src/store/sqlite/open-sqlite-store.ts";
import { toOtlp } from "./http/server-under-test.ts";
import { callOf, newSessionId, rootOf, spanOf, START } from "./spans.ts";

const CLIENTS = 3;
/** A kill comes at a random moment after so many answers. */
const ACKNOWLEDGED_BEFORE_KILL = 12;
const MAX_DELAY_MS = 150;

const sessions = Array.from({ length: 8 }, () => newSessionId());
const prices = createPriceBook();

function batch(): readonly SpanRecord[] {
  return sessions.flatMap((id) => [
    callOf(id, 100),
    spanOf(id, { [key.ROOTSPAN_KIND]: "tool", text: "x".repeat(500) }),
    spanOf(id, { [key.ROOTSPAN_KIND]: "error" }),
  ]);
}

/**
 * Runs a server, posts to it from several clients, and kills it while they post.
 * @returns what each request that was answered with 200 held; what was in flight is sent again to the next server
 */
async function postUntilKilled(path: string, unsure: (readonly SpanRecord[])[]): Promise<readonly SpanRecord[]> {
  const program = ["--conditions=@rootspan/source", resolve(__dirname, "../src/main.ts")];
  const child = spawn(process.execPath, [...program, "serve", "--port", "0", "--store", `sqlite:${path}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  const url = /http:\S+/.exec(String(line))![0];
  const acknowledged: SpanRecord[] = [];
  let answered = 0;

  const client = async (): Promise<void> => {
    for (;;) {
      const spans = unsure.shift() ?? batch();
      const init = {
        method: "POST",
        body: JSON.stringify(toOtlp(spans)),
        headers: { "content-type": "application/json" },
      };
      try {
        const { status } = await fetch(`${url}/v1/traces`, init);
        expect(status).toBe(200);
      } catch {
        unsure.push(spans);
        return;
      }
      acknowledged.push(...spans);
      answered += 1;
      // All are posting; their requests are cut at whatever point they are.
      if (answered === ACKNOWLEDGED_BEFORE_KILL) setTimeout(() => child.kill("SIGKILL"), Math.random() * MAX_DELAY_MS);
    }
  };
  await Promise.all([...Array.from({ length: CLIENTS }, client), once(child, "exit")]);
  return acknowledged;
}

/** @param kills how often the server is killed before what it has is looked at */
export async function expectNothingLost(kills: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "rootspan-kill-"));
  const path = join(folder, "test.db");
  const unsure: (readonly SpanRecord[])[] = [];
  const acknowledged: SpanRecord[] = [];
  for (let kill = 0; kill < kills; kill++) acknowledged.push(...(await postUntilKilled(path, unsure)));
  expect(acknowledged.length).toBeGreaterThanOrEqual(kills * ACKNOWLEDGED_BEFORE_KILL * sessions.length * 3);

  const store = await openSqliteStore({ path });
  const projectId = (await store.keys.defaultProject()).id;
  await store.sessions.append({ projectId, spans: sessions.map((id) => rootOf(id, "Success")), receivedAtMs: 1 });
  let stored = 0;
  for (const id of sessions) {
    const { session, spans } = (await store.sessions.readSession(projectId, id))!;
    const ids = spans.map(({ spanId }) => spanId);
    expect(new Set(ids).size).toBe(ids.length);
    const sent = acknowledged.filter((span) => span.attributes[key.SESSION_ID] === id);
    expect(sent.filter(({ spanId }) => !ids.includes(spanId))).toEqual([]);
    const fresh = spans.reduce((tally, span) => addSpan(tally, span, prices), EMPTY_TALLY);
    expect(summarise(session.tally)).toEqual(summarise(fresh));
    stored += ids.length;
  }
  expect(await store.sessions.measureProject(projectId)).toMatchObject({ sessions: sessions.length, spans: stored });
  const hour = Number(START / 3_600_000_000_000n) * 3_600_000;
  const { totals } = await store.analytics.analyse(projectId, { fromMs: hour, toMs: hour + 1, interval: "hour" });
  // A batch has one call and one error for each session; the roots are neither.
  const batches = (stored - sessions.length) / 3;
  expect(totals).toMatchObject({ sessions: sessions.length, calls: batches, errors: batches });
  await store.close();
  const file = new DatabaseSync(path);
  expect(file.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
  file.close();
  rmSync(folder, { recursive: true });
}
