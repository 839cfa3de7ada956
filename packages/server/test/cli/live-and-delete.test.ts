/** Commands that follow, filter and remove sessions. */
import { once } from "node:events";
import { createServer, type Server, request } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import * as key from "@rootspan/model/attributes";
import { openServerUnderTest, type ServerUnderTest } from "../http/server-under-test.ts";
import { callOf, newSessionId, rootOf, spanOf } from "../spans.ts";
import { runHere } from "./terminal-under-test.ts";

let server: ServerUnderTest;

beforeEach(async () => {
  server = await openServerUnderTest();
});

afterEach(() => server.close());

const run = (...args: readonly string[]) => runHere([...args, "--url", server.url]);

const tool = (id: string, name: string) => spanOf(id, { [key.ROOTSPAN_KIND]: "tool" }, { name });

describe("rootspan tail", () => {
  it("tells spans as they end, and ends with the session", async () => {
    const id = newSessionId();
    await server.send([tool(id, "look up"), { ...tool(id, "pay\u001b[2J"), status: { code: 2 } }]);
    let seen = "";
    const tailing = runHere(["tail", "latest", "--url", server.url], { out: (text) => (seen += text) });
    while (!seen.includes("pay")) await new Promise((resolve) => setTimeout(resolve, 10));
    await server.send([tool(id, "ship")]);
    while (!seen.includes("ship")) await new Promise((resolve) => setTimeout(resolve, 10));
    await server.send([rootOf(id, "Success")]);
    expect((await tailing).status).toBe(0);
    const lines = seen.split("\n");
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d tool {6}look up 1ms$/);
    expect(lines[1]).toMatch(/tool {6}✗ pay\\u001b\[2J 1ms$/);
    expect(seen.match(/ship/g)).toHaveLength(1);
    expect(seen).toContain("state     Success");
  });

  it("goes on where it was when the connection breaks", async () => {
    const id = newSessionId();
    await server.send([tool(id, "first")]);
    const path = await openBreakablePath(server.url);
    let seen = "";
    let said = "";
    const tailing = runHere(["tail", id, "--url", path.url], {
      out: (text) => (seen += text),
      error: (text) => (said += text),
    });
    while (!seen.includes("first")) await new Promise((resolve) => setTimeout(resolve, 10));
    path.breakAll();
    await server.send([tool(id, "second"), rootOf(id, "Failure")]);
    expect((await tailing).status).toBe(0);
    expect(seen.match(/first/g)).toHaveLength(1);
    expect(seen.match(/second/g)).toHaveLength(1);
    expect(said).toContain("trying again in 500ms");
    path.close();
  });

  it("of a session that is over tells it, and of one that is removed says so", async () => {
    const id = newSessionId();
    await server.send([tool(id, "only"), rootOf(id, "Success")]);
    expect(await run("tail", id)).toMatchObject({ status: 0, out: expect.stringContaining("only") });
    expect((await run("tail", id, "--new")).out).not.toContain("only");
    const json = (await run("tail", id, "--json")).out.trimEnd().split("\n");
    expect(json.map((line) => JSON.parse(line).event)).toEqual(["session", "spans"]);
    const running = newSessionId();
    await server.send([tool(running, "begun")]);
    let seen = "";
    const tailing = runHere(["tail", running, "--url", server.url], { out: (text) => (seen += text) });
    while (!seen.includes("begun")) await new Promise((resolve) => setTimeout(resolve, 10));
    await server.fetch(`/v2/sessions/${running}`, { method: "DELETE" });
    expect(await tailing).toMatchObject({ status: 3, error: expect.stringContaining("the session was removed") });
    expect(await run("tail", newSessionId())).toMatchObject({ status: 3 });
  });
});

describe("filters", () => {
  const red = newSessionId();
  const blue = newSessionId();

  beforeEach(async () => {
    await server.send([callOf(red), rootOf(red, "Success", { [key.ROOTSPAN_SESSION_TAGS]: ["red", "all"] })]);
    await server.send([callOf(blue), rootOf(blue, "Failure", { [key.ROOTSPAN_SESSION_TAGS]: ["blue", "all"] })]);
  });

  it.each([
    [["--tag", "red"], [red]],
    [
      ["--any-tag", "red", "--any-tag", "blue"],
      [red, blue],
    ],
    [["--tag", "all", "--state", "Failure"], [blue]],
    [["--min-cost", "1"], []],
    [
      ["--from", "2025-11-01"],
      [red, blue],
    ],
    [["--from", "1h"], []],
    [["--id", blue], [blue]],
  ])("%j selects", async (flags, ids) => {
    const { out } = await run("sessions", "--json", ...flags);
    expect(
      JSON.parse(out)
        .sessions.map(({ id }: { id: string }) => id)
        .toSorted(),
    ).toEqual(ids.toSorted());
  });

  it("are told what is allowed", async () => {
    expect(await run("sessions", "--state", "Lost")).toMatchObject({
      status: 2,
      error: expect.stringContaining("state"),
    });
    expect(await run("sessions", "--from", "whenever")).toMatchObject({
      status: 2,
      error: expect.stringContaining("--from must be a moment as 2026-01-31T09:00:00Z or a time ago as 2h"),
    });
  });

  it("choose what is exported, in every form; what is exported can be imported", async () => {
    const { out } = await run("export", "--tag", "all", "--format", "csv");
    expect(out.split("\n").filter((line) => line !== "")).toHaveLength(3);
    expect(JSON.parse((await run("export", "--tag", "red")).out).sessions).toHaveLength(1);
    expect(JSON.parse((await run("export", red)).out).session.id).toBe(red);
    const file = `${server.path}.export.jsonl`;
    expect((await run("export", red, blue, "--format", "otlp", "--output", file)).status).toBe(0);
    const other = await openServerUnderTest();
    expect((await runHere(["import", file, "--url", other.url])).status).toBe(0);
    expect((await other.get(`/v2/sessions/${red}/stats`)).body).toEqual(
      (await server.get(`/v2/sessions/${red}/stats`)).body,
    );
    await other.close();
  });

  it("choose what is removed, after asking", async () => {
    expect(await run("delete")).toMatchObject({ status: 2, error: expect.stringContaining("say which sessions") });
    expect(await run("delete", red)).toMatchObject({ status: 2, error: expect.stringContaining("--yes is needed") });
    const asked: string[] = [];
    const answering = (answer: string) => ({
      ask: async (question: string) => {
        asked.push(question);
        return answer;
      },
    });
    const refused = await runHere(["delete", "--tag", "all", "--url", server.url], answering("y"));
    expect(refused).toMatchObject({ status: 1, error: expect.stringContaining("nothing was removed") });
    expect(asked).toEqual(["Remove 2 sessions for good? Type yes: "]);
    const agreed = await runHere(["delete", red, "--url", server.url], answering(" YES "));
    expect(agreed).toMatchObject({ status: 0, out: "removed 1 session\n" });
    expect((await server.get(`/v2/sessions/${red}`)).status).toBe(404);
    expect(await run("delete", blue, "--yes", "--json")).toMatchObject({ status: 0, out: `{"deleted":1}\n` });
    expect(await run("delete", blue, "--yes")).toMatchObject({ status: 3 });
  });
});

interface BreakablePath {
  readonly url: string;
  breakAll(): void;
  close(): void;
}

/** Passes requests on, until their connections are broken. */
async function openBreakablePath(target: string): Promise<BreakablePath> {
  const sockets = new Set<Socket>();
  const path: Server = createServer((incoming, response) => {
    const { method, url, headers } = incoming;
    const passed = request(target + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    response.on("close", () => passed.destroy());
    incoming.pipe(passed);
  });
  path.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  path.listen(0, "127.0.0.1");
  await once(path, "listening");
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(path.address() as AddressInfo).port}`,
    breakAll,
    close: () => {
      breakAll();
      path.close();
    },
  };
}
