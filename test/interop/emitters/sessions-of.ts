/** Runs a program that sends to a server of ours, and asks the server what its pages ask. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SessionExport, SessionItem, SessionStats } from "@rootspan/model/rest";
import { openServer } from "@rootspan/server";
import { startProvider } from "../../emitters/provider.ts";
import { type EmitterRun, type EmitterSurroundings, runEmitterOf } from "../../emitters/run-emitter.ts";
import { createKey } from "../create-key.ts";

export interface SeenSession {
  readonly item: SessionItem;
  readonly stats: SessionStats;
  readonly exported: SessionExport;
}

/** @returns the sessions that the server then has, the oldest first; the program must print nothing */
export async function sessionsOf(
  run: (surroundings: EmitterSurroundings) => Promise<EmitterRun>,
): Promise<readonly SeenSession[]> {
  const folder = mkdtempSync(join(tmpdir(), "rootspan-interop-"));
  const store = `sqlite:${join(folder, "test.db")}`;
  const key = createKey(store, "emitters");
  const provider = await startProvider();
  const server = await openServer({ port: 0, store });
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
    expect([path, answer.status]).toEqual([path, 200]);
    return (await answer.json()) as T;
  };
  try {
    expect(await run({ provider, receiverUrl: server.url, receiverKey: key })).toEqual({ code: 0, printed: "" });
    const { sessions } = await get<{ sessions: readonly SessionItem[] }>("/v2/sessions?order=asc");
    return await Promise.all(
      sessions.map(async (item) => ({
        item,
        stats: await get<SessionStats>(`/v2/sessions/${item.id}/stats`),
        exported: await get<SessionExport>(`/v2/sessions/${item.id}/export`),
      })),
    );
  } finally {
    await server.close();
    await provider.close();
    rmSync(folder, { recursive: true });
  }
}

/** @param name of a file in `test/emitters/emit` */
export function sessionsOfEmitter(name: string): Promise<readonly SeenSession[]> {
  return sessionsOf((surroundings) => runEmitterOf(name, surroundings));
}
