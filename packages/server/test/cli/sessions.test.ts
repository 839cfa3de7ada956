/** Commands that ask a server about sessions: what people see, what programs get, and how each ends. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as key from "@rootspan/model/attributes";
import { openServerUnderTest, type ServerUnderTest } from "../http/server-under-test.ts";
import { callOf, newSessionId, rootOf, spanOf } from "../spans.ts";
import { type Outcome, runHere } from "./terminal-under-test.ts";

let server: ServerUnderTest;
const failed = newSessionId();
const running = newSessionId();

const run = (...args: readonly string[]): Promise<Outcome> => runHere([...args, "--url", server.url]);

beforeAll(async () => {
  server = await openServerUnderTest({ idleTimeout: "1h" });
  const root = rootOf(failed, "Failure", {
    [key.ROOTSPAN_SESSION_END_STATE_REASON]: "out of \u001b]0;owned\u0007luck",
    [key.ROOTSPAN_SESSION_NAME]: "checkout\u001b[2J",
    [key.ROOTSPAN_SESSION_TAGS]: ["nightly", "\u202eeu"],
  });
  const call = callOf(failed);
  await server.send([
    { ...root, name: "session checkout\u001b[2J" },
    { ...call, name: "chat gpt-4o-mini", parentSpanId: root.spanId },
    spanOf(failed, { [key.ROOTSPAN_KIND]: "tool" }, { name: "探す", parentSpanId: call.spanId, status: { code: 2 } }),
  ]);
  await server.send([callOf(running)]);
});

afterAll(() => server.close());

// What a terminal would take for a command.
const CONTROLS = /[\p{Cc}\u202e]/u;

const withoutLines = (text: string): string => text.replaceAll("\n", "");

describe("rootspan sessions", () => {
  it("lists sessions in a table, and nothing in it moves the cursor", async () => {
    const { status, out, error } = await run("sessions");
    expect({ status, error }).toEqual({ status: 0, error: "" });
    const [titles, ...rows] = out.trimEnd().split("\n");
    expect(titles).toMatch(/^ID +AGE +STATE +TOOK +LLM +ERR +COST +NAME +TAGS$/);
    expect(rows).toHaveLength(2);
    expect(out).toMatch(new RegExp(`${failed} .* Failure +5.0s +1 +1 +\\$0.000210 +checkout\\\\u001b\\[2J +nightly,`));
    expect(out).toMatch(new RegExp(`${running} .* Running`));
    expect(withoutLines(out)).not.toMatch(CONTROLS);
  });

  it.each([
    [104, /NAME +TAGS$/],
    [94, /ERR +COST +NAME$/],
    [80, /STATE +TOOK +COST +NAME$/],
  ])("is as wide as a window of %i", async (columns, titles) => {
    const { out } = await runHere(["sessions", "--url", server.url], { columns });
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
    expect(out.split("\n")[0]).toMatch(titles);
  });

  it("has colours only where the terminal has", async () => {
    const { out } = await runHere(["sessions", "--url", server.url], { hasColours: true });
    expect(out).toContain("\u001b[31mFailure");
  });

  it("gives programs JSON, page after page until the limit", async () => {
    const { out } = await run("sessions", "--json");
    expect(
      JSON.parse(out)
        .sessions.map(({ id }: { id: string }) => id)
        .toSorted(),
    ).toEqual([failed, running].toSorted());
    const one = JSON.parse((await run("sessions", "--json", "--limit", "1")).out);
    expect(one.sessions).toHaveLength(1);
    expect(one.next_cursor).toEqual(expect.any(String));
    expect((await run("sessions", "--limit", "1")).error).toContain("there are more");
    expect(JSON.parse((await run("sessions", "--json", "--limit", "all")).out).sessions).toHaveLength(2);
  });
});

describe("rootspan show", () => {
  it("shows a session and its spans as a tree", async () => {
    const { status, out } = await run("show", failed);
    expect(status).toBe(0);
    expect(withoutLines(out)).not.toMatch(CONTROLS);
    expect(out).toContain("Failure: out of \\u001b]0;owned\\u0007luck");
    expect(out.split("\n\n")[1]).toBe(
      "· session checkout\\u001b[2J  session 5.0s\n  · chat gpt-4o-mini  llm 1ms\n    ✗ 探す  tool 1ms\n",
    );
  });

  it("survives spans that are each other's parents, and says what it leaves out", async () => {
    const id = newSessionId();
    const spans = Array.from({ length: 250 }, (_, index) => spanOf(id, {}, { name: `step ${index}` }));
    spans.push({ ...spanOf(id), spanId: "a1".repeat(8), parentSpanId: "b2".repeat(8), name: "first" });
    spans.push({ ...spanOf(id), spanId: "b2".repeat(8), parentSpanId: "a1".repeat(8), name: "second" });
    await server.send(spans);
    const some = await run("show", id);
    expect(some.out).toContain("more spans: --all shows them");
    const all = await run("show", id, "--all");
    expect(all.out.match(/step \d+/g)).toHaveLength(250);
  });
});

describe("rootspan stats", () => {
  it("shows what was used, by model", async () => {
    const { status, out } = await run("stats", failed);
    expect(status).toBe(0);
    expect(out).toContain(`${failed}  Failure  5.0s\n1 LLM call, `);
    expect(out).toMatch(/openai:gpt-4o-mini +1 +1000 +0 +100 +\$0\.000210\n/);
  });

  it("gives programs what the server answers", async () => {
    const { out } = await run("stats", failed, "--json");
    expect(JSON.parse(out)).toEqual((await server.get(`/v2/sessions/${failed}/stats`)).body);
  });
});

describe("rootspan export", () => {
  it("writes to standard output, or to a file that is whole or not there", async () => {
    const { body } = await server.get(`/v2/sessions/${failed}/export`);
    expect(JSON.parse((await run("export", failed)).out)).toEqual(body);
    const file = join(dirname(server.path), "session.json");
    const written = await run("export", failed, "--output", file);
    expect(written).toMatchObject({ status: 0, out: "", error: expect.stringContaining(`to ${file}`) });
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(body);
    expect(await run("export", failed, "--output", join(file, "below"))).toMatchObject({ status: 1 });
    expect(readdirSync(dirname(file)).filter((name) => name.includes("unfinished"))).toEqual([]);
  });
});

describe("a command that cannot do its work says why, and its exit code says of which kind it is", () => {
  const unknown = newSessionId();

  it.each([
    ["no such session", 3, () => ["show", unknown], "the project has no such session (404)"],
    ["a wrong key", 4, () => ["stats", failed, "--key", unknown], "invalid API key (401)"],
    ["no key", 2, () => ["stats", failed, "--key", "nonsense"], "must be an API key, which is a UUID"],
    ["a wrong limit", 2, () => ["sessions", "--limit", "0"], "--limit must be a whole number from 1 on, or all"],
    ["a wrong format", 2, () => ["export", failed, "--format", "xml"], "--format must be one of"],
  ])("%s", async (_what, status, args, message) => {
    const outcome = await run(...args());
    expect(outcome).toMatchObject({ status, out: "" });
    expect(outcome.error).toContain(message);
  });

  it.each([
    ["nobody listens", 5, "http://127.0.0.1:9", "cannot reach http://127.0.0.1:9"],
    ["no address", 2, "localhost:4318", "--url must be an http or https address"],
  ])("%s", async (_what, status, url, message) => {
    const outcome = await runHere(["sessions", "--url", url]);
    expect(outcome).toMatchObject({ status, out: "" });
    expect(outcome.error).toContain(message);
  });

  it("takes server and key from the environment, and the flag goes before it", async () => {
    const acme = await server.createKey("acme");
    const environment = { ROOTSPAN_ENDPOINT: `${server.url}/`, ROOTSPAN_API_KEY: acme };
    expect(JSON.parse((await runHere(["sessions", "--json"], { environment })).out).sessions).toEqual([]);
    const other = await runHere(["sessions", "--key", unknown], { environment });
    expect(other.status).toBe(4);
  });
});
