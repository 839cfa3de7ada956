/** A session shows while its process is still at work. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openServer, type RunningServer } from "@rootspan/server";
import { CLEAN_ENVIRONMENT } from "../clean-environment.ts";

interface Item {
  readonly running: boolean;
  readonly tags: readonly string[];
}

let folder: string;
let server: RunningServer;
let app: ChildProcess;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rootspan-test-"));
  server = await openServer({ port: 0, store: `sqlite:${join(folder, "test.db")}` });
});

afterEach(async () => {
  app.kill("SIGKILL");
  await once(app, "close");
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Asks until the session is as wanted; the time limit of the test is the only one. */
async function untilServed(id: string, isWanted: (item: Item) => boolean): Promise<Item> {
  for (;;) {
    const answer = await fetch(`${server.url}/v2/sessions/${id}`);
    if (answer.status === 200) {
      const item = (await answer.json()) as Item;
      if (isWanted(item)) return item;
    }
    await pause(10);
  }
}

it.each(["with a journal", "without a journal"])(
  "a session that runs shows at the server, and so do its new tags, though the next flush is an hour away: %s",
  async (way) => {
    app = spawn(process.execPath, ["--conditions=@rootspan/source", "test/faults/running.ts"], {
      env: {
        ...CLEAN_ENVIRONMENT,
        ROOTSPAN_ENDPOINT: server.url,
        ROOTSPAN_JOURNAL: way === "with a journal" ? join(folder, "journal") : "false",
      },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const [said] = (await once(app.stdout!, "data")) as [Buffer];
    const id = String(said).trim();
    expect(await untilServed(id, () => true)).toMatchObject({ running: true, tags: [] });
    app.stdin!.write("go\n");
    expect(await untilServed(id, ({ tags }) => tags.length > 0)).toMatchObject({ running: true, tags: ["later"] });
    expect({ code: app.exitCode, signal: app.signalCode }).toEqual({ code: null, signal: null });
  },
);
