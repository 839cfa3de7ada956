/** Artifacts of a session: how they are sent, listed and refused. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { newSessionId, spanOf } from "../spans.ts";
import { type Answer, openServerUnderTest, type ServerUnderTest, uploadPath } from "./server-under-test.ts";

const MAX_ARTIFACT = 1024 * 1024;
const VIDEO = Buffer.from("what the agent saw on its screen");

let server: ServerUnderTest;
let session: string;

beforeAll(async () => {
  server = await openServerUnderTest({ maxArtifactSize: MAX_ARTIFACT, requestTimeout: "500ms" });
});

beforeEach(() => {
  session = newSessionId();
});

afterAll(() => server.close());

const listed = async (headers: Record<string, string> = {}): Promise<Answer["body"]> =>
  (await server.get(`/v2/sessions/${session}/artifacts`, headers)).body.artifacts;

/** What is arriving, on the disk. */
const incoming = (): readonly string[] => {
  const folder = join(`${server.path}.artifacts`, "incoming");
  return existsSync(folder) ? readdirSync(folder) : [];
};

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Sends the head of an upload and some bytes, and leaves the rest to the caller. */
async function begin(length: number, bytes: Buffer): Promise<{ socket: Socket; answer: Promise<string> }> {
  const { port } = new URL(server.url);
  const socket = connect(Number(port), "127.0.0.1");
  let text = "";
  socket.on("data", (chunk) => (text += String(chunk)));
  const answer = new Promise<string>((resolve) => {
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
  });
  socket.write(
    `POST ${uploadPath(session, "run.webm")} HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${length}\r\n\r\n`,
  );
  socket.write(bytes);
  return { socket, answer };
}

describe("an artifact", () => {
  it("is taken before its session has a span, and told with its address", async () => {
    const { status, headers, body } = await server.upload(session, "run.webm", VIDEO);
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      session_id: session,
      name: "run.webm",
      content_type: "video/webm",
      size: VIDEO.length,
      sha256: createHash("sha256").update(VIDEO).digest("hex"),
      url: `/v2/sessions/${session}/artifacts/${body.id}`,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(headers.get("location")).toBe(body.url);
    expect((await server.get(body.url)).bytes).toEqual(VIDEO);
    expect(await listed()).toEqual([body]);
    expect((await server.get(`/v2/sessions/${session}`)).status).toBe(404);
  });

  it("is listed oldest first, and exported with its session", async () => {
    expect((await server.get(`/v2/sessions/${session}/artifacts`)).status).toBe(404);
    await server.send([spanOf(session)]);
    expect(await listed()).toEqual([]);
    const first = (await server.upload(session, "run.webm", VIDEO)).body;
    server.elapse(1_000);
    const second = (await server.upload(session.toUpperCase(), "page.png", VIDEO, { "content-type": "image/png" }))
      .body;
    expect(second.session_id).toBe(session);
    expect(await listed()).toEqual([first, second]);
    expect((await server.get(`/v2/sessions/${session}/export`)).body.artifacts).toEqual([first, second]);
  });

  it("that is sent again is the same, and told by 200", async () => {
    const first = await server.upload(session, "run.webm", VIDEO);
    server.elapse(1_000);
    const again = await server.upload(session, "run.webm", VIDEO);
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get("location")).toBe(first.body.url);
    const atOnce = await Promise.all(["a", "a", "a"].map((name) => server.upload(session, name, VIDEO)));
    expect(atOnce.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(atOnce.filter(({ status }) => status === 200)).toHaveLength(2);
    expect(await listed()).toHaveLength(2);
  });

  it("may be empty, may have no type, and may come without its length", async () => {
    const empty = await server.upload(session, "empty", new Uint8Array(0));
    expect(empty.body).toMatchObject({ size: 0 });
    expect((await server.get(empty.body.url)).bytes).toHaveLength(0);
    const { socket, answer } = await begin(VIDEO.length, VIDEO);
    await until(() => socket.bytesRead > 0);
    socket.end();
    expect(await answer).toContain(`"content_type":"application/octet-stream"`);
    const stream = new ReadableStream({
      start(controller) {
        for (let at = 0; at < VIDEO.length; at += 5) controller.enqueue(VIDEO.subarray(at, at + 5));
        controller.close();
      },
    });
    expect((await server.upload(session, "chunked", stream)).body.size).toBe(VIDEO.length);
  });

  it("is kept as it was sent, be it compressed or not", async () => {
    const compressed = gzipSync(VIDEO);
    const { body } = await server.upload(session, "run.gz", compressed, { "content-type": "application/gzip" });
    expect((await server.get(body.url)).bytes).toEqual(compressed);
    const refused = await server.upload(session, "run.gz", compressed, { "content-encoding": "gzip" });
    expect(refused).toMatchObject({ status: 415, body: { code: "unsupported_content_encoding" } });
    expect(refused.headers.get("accept-encoding")).toBe("identity");
  });

  it("of a session of any name is found at its address", async () => {
    const { body } = await server.upload("../chat / 42", "run.webm", VIDEO);
    expect(body.session_id).toBe("../chat / 42");
    expect((await server.get(body.url)).bytes).toEqual(VIDEO);
  });

  it("is nobody's but its project's", async () => {
    const key = { "x-rootspan-api-key": await server.createKey(session) };
    const { body } = await server.upload(session, "run.webm", VIDEO, key);
    expect((await server.get(body.url, key)).bytes).toEqual(VIDEO);
    const unknown = await server.get(`/v2/sessions/${session}/artifacts/${"0".repeat(64)}`);
    const foreign = await server.get(body.url);
    expect(foreign).toMatchObject({ status: 404, body: { code: "artifact_not_found" } });
    expect({ ...foreign.body, path: "" }).toEqual({ ...unknown.body, path: "" });
    expect([...foreign.headers.keys()].sort()).toEqual([...unknown.headers.keys()].sort());
    expect((await server.fetch(body.url, { method: "HEAD" })).status).toBe(404);
    expect((await server.get(`/v2/sessions/${session}/artifacts`)).status).toBe(404);
    // Sent by both, it is new to each.
    expect((await server.upload(session, "run.webm", VIDEO)).status).toBe(201);
  });
});

describe("a name", () => {
  it.each([
    ["a\nb", "a line break"],
    ["a\u0000b", "a NUL"],
    ["a\u007fb", "a DEL"],
    ["a\u0085b", "a C1 control"],
    ["a\u2028b", "a line separator"],
    ["invoice\u202Efdp.exe", "text that is turned around"],
    ["   ", "nothing but spaces"],
  ])("%j is refused", async (name) => {
    expect(await server.upload(session, name, VIDEO)).toMatchObject({
      status: 400,
      body: {
        code: "invalid_parameter",
        field: "name",
        message: "query parameter name must be a file name such as run.webm, without control characters",
      },
    });
  });

  it("that is long is shortened, and keeps its extension and whole characters", async () => {
    const { body } = await server.upload(session, `${"🎬".repeat(300)}.webm`, VIDEO);
    expect(body.name).toBe(`${"🎬".repeat(195)}.webm`);
    const dotted = await server.upload(session, `${"x".repeat(300)}.${"y".repeat(300)}`, VIDEO);
    expect(dotted.body.name).toBe("x".repeat(200));
    expect((await server.upload(session, `${"🎬".repeat(195)}.webm`, VIDEO)).status).toBe(200);
  });
});

describe("a type", () => {
  it.each(["video/webm;codecs=vp9", `video/webm; codecs="vp9"`, "Image/PNG", "text/html; charset=utf-8"])(
    "%s is kept as it was sent",
    async (type) => {
      expect((await server.upload(session, "x", VIDEO, { "content-type": type })).body.content_type).toBe(type);
    },
  );

  it.each([
    "nonsense",
    "video/",
    "/webm",
    "video/webm, text/html",
    `video/webm; a="b,text/html"`,
    "video/webm; =",
    `video/${"x".repeat(200)}`,
  ])("%s is refused", async (type) => {
    const answer = await server.upload(session, "x", VIDEO, { "content-type": type });
    expect(answer).toMatchObject({ status: 415, body: { code: "unsupported_content_type" } });
    expect(await listed()).toBeUndefined();
  });
});

describe("an upload", () => {
  it("is not late because the server was busy when it came", async () => {
    const half = Buffer.alloc(1_000);
    const { socket, answer } = await begin(2 * half.length, half);
    await until(() => incoming().length === 1);
    setImmediate(() => {
      socket.write(half);
      // The server is in this process: when it comes to itself its time is over, and the bytes are there.
      const end = performance.now() + 1_500;
      while (performance.now() < end);
    });
    socket.once("data", () => socket.end());
    expect(await answer).toContain("201 Created");
  });

  /** Nothing of it is on the disk any more, and nothing is found. */
  const expectNothing = async (): Promise<void> => {
    await until(() => incoming().length === 0);
    expect((await server.get(`/v2/sessions/${session}/artifacts`)).status).toBe(404);
  };

  it("of the largest size is taken, of one byte more refused with the limit", async () => {
    expect((await server.upload(session, "most", Buffer.alloc(MAX_ARTIFACT))).status).toBe(201);
    expect(await server.upload(session, "more", Buffer.alloc(MAX_ARTIFACT + 1))).toMatchObject({
      status: 413,
      body: { code: "body_too_large", message: "the artifact is larger than 1048576 bytes" },
    });
    expect(await listed()).toHaveLength(1);
    expect(incoming()).toEqual([]);
  });

  it("that sends more than it said is stopped at the limit", async () => {
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(Buffer.alloc(64 * 1024));
      },
    });
    const outcome = await server.upload(session, "endless", stream).then(
      ({ status }) => status,
      () => "closed",
    );
    expect([413, "closed"]).toContain(outcome);
    await expectNothing();
  });

  it("that is refused on its way is answered to a client that sends it all, and the connection goes on", async () => {
    const { port } = new URL(server.url);
    const socket = connect(Number(port), "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => (text += String(chunk)));
    const path = uploadPath(session, "run.webm");
    socket.write(`POST ${path} HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n`);
    const chunk = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(0x10000), Buffer.from("\r\n")]);
    for (let sent = 0; sent < 8 * MAX_ARTIFACT; sent += 0x10000) socket.write(chunk);
    socket.write("0\r\n\r\n");
    socket.write("GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    await once(socket, "close");
    expect(text.match(/HTTP\/1.1 \d+/g)).toEqual(["HTTP/1.1 413", "HTTP/1.1 200"]);
    await expectNothing();
  });

  it("that breaks off leaves nothing behind", async () => {
    const { socket } = await begin(MAX_ARTIFACT, Buffer.alloc(100_000));
    await until(() => incoming().length === 1);
    socket.destroy();
    await expectNothing();
    expect(server.reported).toEqual([]);
  });

  it("that stops coming is given up, and leaves nothing behind", async () => {
    const { answer } = await begin(MAX_ARTIFACT, Buffer.alloc(100_000));
    expect(await answer).toMatch(/^HTTP\/1.1 408 /);
    await expectNothing();
  });

  it("that is refused has its connection closed when it does not end", async () => {
    const { answer } = await begin(MAX_ARTIFACT + 1, Buffer.alloc(100_000));
    expect(await answer).toMatch(/^HTTP\/1.1 413 /);
    await expectNothing();
  });

  it("may take longer than any other request, as long as it keeps coming", async () => {
    const patient = await openServerUnderTest({ requestTimeout: "1500ms" });
    const stream = new ReadableStream({
      async start(controller) {
        // 2.1 s in all.
        for (let chunk = 0; chunk < 7; chunk++) {
          await new Promise((resolve) => setTimeout(resolve, 300));
          controller.enqueue(VIDEO);
        }
        controller.close();
      },
    });
    const { status, body } = await patient.upload(session, "run.webm", stream);
    expect(status).toBe(201);
    expect(body.size).toBe(7 * VIDEO.length);
    await patient.close();
  });

  it("is answered with 503 while the store cannot write, and leaves nothing behind", async () => {
    const disk = new DatabaseSync(server.path);
    disk.exec("CREATE TRIGGER full BEFORE UPDATE ON artifacts BEGIN SELECT RAISE(ABORT, 'secret words'); END");
    const refused = await server.upload(session, "run.webm", Buffer.alloc(500_000));
    expect(refused).toMatchObject({ status: 503, body: { code: "store_unavailable" } });
    expect(refused.headers.get("retry-after")).toBe("5");
    disk.exec("DROP TRIGGER full");
    disk.close();
    await expectNothing();
    expect(server.reported).toHaveLength(1);
    expect(server.reported[0]).not.toContain("secret");
    expect((await server.upload(session, "run.webm", Buffer.alloc(500_000))).status).toBe(201);
    server.reported.length = 0;
  });
});

it("a disk that refuses in the middle of a large body is told, though the client still sends", async () => {
  const own = await openServerUnderTest();
  const folder = join(`${own.path}.artifacts`);
  mkdirSync(dirname(folder), { recursive: true });
  writeFileSync(folder, "no folder");
  const refused = await own.upload(session, "run.webm", Buffer.alloc(20_000_000));
  expect(refused).toMatchObject({ status: 503, body: { code: "store_unavailable" } });
  expect(refused.body.message).not.toContain(dirname(folder));
  rmSync(folder);
  expect((await own.upload(session, "run.webm", Buffer.alloc(20_000_000))).status).toBe(201);
  await own.close();
});
