/** Uploads of artifacts: how large they may be, how long they may take, and what becomes of those that fail. */
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { newSessionId } from "../spans.ts";
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

describe("an upload", () => {
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
