/** What a span of an agent takes on the disk that sends its whole history again with every turn. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { zstdCompressSync } from "node:zlib";
import { openSqliteStore } from "../../../packages/server/src/store/sqlite/open-sqlite-store.ts";
import { send } from "../../../packages/server/test/otlp/send.ts";
import type { Table } from "../table.ts";
import { createAgentSession } from "./agent-session.ts";

const SESSIONS = 20;
const TURNS = 50;

export async function measureStorage(): Promise<Table> {
  const folder = mkdtempSync(join(tmpdir(), "rootspan-bench-"));
  let nowMs = Date.now();
  const store = await openSqliteStore({ path: join(folder, "sessions.db"), now: () => nowMs });
  const projectId = (await store.keys.defaultProject()).id;
  let spans = 0;
  let text = 0;
  let apart = 0;
  for (let session = 0; session < SESSIONS; session += 1) {
    // A span an append, in protobuf, as the agent's process sends them while it works.
    for (const span of createAgentSession(session, TURNS)) {
      const json = JSON.stringify(span.attributes);
      spans += 1;
      text += Buffer.byteLength(json);
      apart += zstdCompressSync(json).length;
      await store.sessions.append({ projectId, ...send([span]), receivedAtMs: nowMs });
    }
  }
  const fresh = (await store.sessions.measureProject(projectId)).bytes;
  nowMs += 60_000;
  while ((await store.maintenance.searchProgress()).waitingAppends > 0) await wait(50);
  await store.maintenance.compact();
  const packed = (await store.sessions.measureProject(projectId)).bytes;
  await store.maintenance.vacuum();
  const { databaseBytes, searchBytes } = await store.maintenance.usage();
  await store.close();
  rmSync(folder, { recursive: true });
  const row = (way: string, bytes: number): readonly string[] => [
    way,
    Math.round(bytes / spans).toString(),
    (text / bytes).toFixed(1),
  ];
  return {
    title: "Bytes a span of an agent that sends its history again",
    text:
      `${SESSIONS} sessions of ${TURNS} turns: each turn is a model call that has all messages so far, and a tool. Text ` +
      "is the attributes as JSON. The database is the whole file after `vacuum`: contents, rows, indexes and sums; " +
      "the index of words is a file beside it.",
    head: ["what", "bytes a span", "times smaller than text"],
    rows: [
      row("text", text),
      row("each span compressed by itself (zstd)", apart),
      row("contents of running sessions", fresh),
      row("contents of sessions that are over", packed),
      row("the whole database", databaseBytes),
      row("index of words", searchBytes),
    ],
  };
}
