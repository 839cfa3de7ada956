/** A real OpenTelemetry Collector between applications and their receivers. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SessionStats } from "@rootspan/model";
import { drawSession } from "../../draw-session.ts";
import { DrivenApp } from "../../drive.ts";
import { runApp } from "../../run-app.ts";
import { runExample } from "../../run-example.ts";
import { serverForEachTest } from "../../server-for-each-test.ts";
import { eventually } from "../eventually.ts";
import { describeProgram } from "../peer.ts";
import { configurationOf } from "./configurations.ts";
import { COLLECTOR } from "./peer.ts";
import { type Collector, startCollector } from "./start-collector.ts";

describeProgram(COLLECTOR, (program) => {
  const server = serverForEachTest();
  let collector: Collector | undefined;

  afterEach(async () => {
    await collector?.stop();
    collector = undefined;
  });

  const start = async (configuration: string): Promise<Collector> =>
    (collector = await startCollector(program, server.folder, configuration));
  const inFolder = (name: string): string => join(server.folder, name);
  const environment = (): Record<string, string> => ({
    ROOTSPAN_ENDPOINT: collector!.url,
    ROOTSPAN_JOURNAL: inFolder("journal"),
    ROOTSPAN_HOST_ENVIRONMENT: "off",
  });
  const statsOf = (id: string): Promise<Partial<SessionStats>> => server.get(`/v2/sessions/${id}/stats`);
  const onlySession = async (): Promise<string> => {
    const { sessions } = await server.get<{ sessions: readonly { readonly id: string }[] }>("/v2/sessions");
    expect(sessions).toHaveLength(1);
    return sessions[0]!.id;
  };

  it("gets sessions complete, and what it writes to a file is what our server reads", async () => {
    const file = inFolder("traces.jsonl");
    await start(configurationOf("To files", { "/var/lib/otelcol/traces.jsonl": file, "1s": "100ms" }));
    await runExample("quickstart", environment());
    await collector!.stop();
    const lines = readFileSync(file, "utf8").trim().split("\n");
    for (const line of lines) {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`${server.url}/v1/traces`, { method: "POST", headers, body: line });
      expect({ status: answer.status, body: await answer.json() }).toEqual({ status: 200, body: {} });
    }
    collector = undefined;
    const id = await onlySession();
    expect(await drawSession(server.url, id)).toBe(`session quickstart [Success: the question is answered]
  chat gpt-4o-mini
  chat gpt-4o-mini
  execute_tool get_weather
  tell the user`);
    expect(await statsOf(id)).toMatchObject({
      cost_usd: "0.000295",
      counts: { llm: 2, tool: 1, action: 1, error: 0 },
      running: false,
    });
  });

  it("is killed and started again while a session runs, and passes everything on", async () => {
    const storage = inFolder("storage");
    mkdirSync(storage);
    await start(
      configurationOf("To a server, with nothing lost", {
        "/var/lib/otelcol/storage": storage,
        "http://rootspan.internal:4318": server.url,
        "1s": "100ms",
      }),
    );
    const app = new DrivenApp("long", environment());
    const id = await app.tell<string>("id");
    for (let round = 0; round < 3; round += 1) {
      await app.tell("record", 40);
      // Once what it has acknowledged waits in its queue, and once in the middle of what it is sent.
      if (round === 1) await app.tell("flush");
      await collector!.kill();
      await app.tell("record", 40);
      await collector!.restart();
    }
    await app.tell("end", "Success", "done");
    expect(await app.finish()).toEqual({ code: 0, errors: "" });
    const stats = await eventually(
      () => statsOf(id),
      ({ running, events }) => running === false && events === 240,
    );
    expect(stats).toMatchObject({
      counts: { llm: 120, tool: 120 },
      cost_usd: "0.000432",
      end_state: "Success",
      running: false,
    });
  });

  it("replays the journal of a process that died while nobody received", async () => {
    const dead = await runApp(
      "crashes.mjs",
      {
        ROOTSPAN_ENDPOINT: "http://127.0.0.1:1",
        ROOTSPAN_JOURNAL: inFolder("journal"),
        ROOTSPAN_HOST_ENVIRONMENT: "off",
      },
      "500",
      "kill",
    );
    const { id } = JSON.parse(dead.output) as { readonly id: string };
    await start(
      configurationOf("From journals", {
        "/var/lib/agents/journal": inFolder("journal"),
        "http://rootspan.internal:4318": server.url,
      }),
    );
    const stats = await eventually(
      () => statsOf(id),
      ({ events }) => events === 500,
    );
    // Nobody has closed its root: that is for the next process of the application.
    expect(stats).toMatchObject({ counts: { llm: 1, action: 499 }, cost_usd: "0.150000", running: true });
  });

  it("keeps the sessions that have failed, whole, where its tail sampling asks for their end state", async () => {
    const file = inFolder("failures.jsonl");
    await start(configurationOf("Only sessions that fail", { "/var/lib/otelcol/traces.jsonl": file, "30s": "2s" }));
    const ids = await Promise.all(
      (["Success", "Failure"] as const).map(async (state) => {
        const app = new DrivenApp(state, { ...environment(), ROOTSPAN_JOURNAL: "false" });
        const id = await app.tell<string>("id");
        await app.tell("record", 10);
        await app.tell("end", state, "for a reason");
        expect(await app.finish()).toEqual({ code: 0, errors: "" });
        return id.replaceAll("-", "");
      }),
    );
    const read = (): string => (existsSync(file) ? readFileSync(file, "utf8") : "");
    const kept = await eventually(read, (text) => text.includes("session Failure"));
    expect(kept).not.toContain(ids[0]);
    // Ten events, the marker of its start, and the root.
    expect(kept.match(new RegExp(`"traceId":"${ids[1]}"`, "g"))).toHaveLength(12);
  });
});
