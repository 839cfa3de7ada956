/** What processes record reaches the receiver, although they die or the receiver is away. */
import { existsSync, readdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { SessionStats } from "@rootspan/model";
import { runApp } from "./run-app.ts";
import { serverForEachTest } from "./server-for-each-test.ts";

interface Told {
  readonly id: string;
  readonly counters: { readonly exported: number; readonly dropped: number; readonly waiting: number };
}

const server = serverForEachTest();

const journal = (): string => join(server.folder, "journal");
const environment = (endpoint: string): Record<string, string> => ({
  ROOTSPAN_ENDPOINT: endpoint,
  ROOTSPAN_JOURNAL: journal(),
  ROOTSPAN_HOST_ENVIRONMENT: "off",
});

async function stats(id: string): Promise<SessionStats | undefined> {
  const answer = await fetch(`${server.url}/v2/sessions/${id}/stats`);
  return answer.status === 200 ? ((await answer.json()) as SessionStats) : undefined;
}

describe.each([
  ["kill", "process lost"],
  ["abort", "process lost"],
  ["exit", "N/A (process exited without calling session.end(...))"],
])("a process that dies by %s", (death, reason) => {
  it("is completed by the next one, and its session is closed once", async () => {
    // Nobody listens there: all is in the journal alone.
    const dead = await runApp("crashes.mjs", environment("http://127.0.0.1:1"), "500", death);
    const { id } = JSON.parse(dead.output) as Told;
    expect(await stats(id)).toBeUndefined();

    const next = await runApp("burst.mjs", environment(server.url), "10");
    expect(next).toMatchObject({ code: 0, errors: "" });
    expect(await stats(id)).toMatchObject({
      running: false,
      end_state: "Indeterminate",
      end_state_reason: reason,
      counts: { llm: 1, action: 499 },
      cost_usd: "0.150000",
    });
    const { session } = (await (await fetch(`${server.url}/v2/sessions/${id}/export`)).json()) as { session: object };
    expect(session).toMatchObject({ name: "crash", tags: '["doomed"]' });
    expect(readdirSync(journal())).toEqual([]);
  });
});

it("sends everything that memory has no room for, in the order in which it ended", async () => {
  const run = await runApp("burst.mjs", environment(server.url), "20000");
  expect(run).toMatchObject({ code: 0, errors: "" });
  const { id, counters } = JSON.parse(run.output) as Told;
  expect(counters).toMatchObject({ dropped: 0, waiting: 0, exported: 20_002 });
  expect(await stats(id)).toMatchObject({ counts: { action: 20_000 }, end_state: "Success" });
  expect(existsSync(journal()) ? readdirSync(journal()) : []).toEqual([]);
});

it("brings everything once, after a receiver that was away comes back", async () => {
  const seen = new Map<string, number>();
  let requests = 0;
  const flaky: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => void parts.push(part));
    request.on("end", () => {
      if (request.url !== "/v1/traces") return response.writeHead(404).end();
      requests += 1;
      if (requests < 4) return response.writeHead(503, { "retry-after": "1" }).end();
      const body = Buffer.concat(parts);
      const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString();
      for (const [, name] of text.matchAll(/"name":"(a\d+)"/g)) seen.set(name!, (seen.get(name!) ?? 0) + 1);
      return response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => flaky.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(flaky.address() as AddressInfo).port}`;
  const run = await runApp("burst.mjs", { ...environment(endpoint), ROOTSPAN_PROTOCOL: "http/json" }, "3000");
  flaky.closeAllConnections();
  flaky.close();
  expect(run).toMatchObject({ code: 0, errors: "" });
  expect((JSON.parse(run.output) as Told).counters).toMatchObject({ dropped: 0, waiting: 0 });
  expect(seen.size).toBe(3_000);
  expect([...seen.values()].every((times) => times === 1)).toBe(true);
});
