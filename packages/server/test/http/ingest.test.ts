/** `POST /v1/traces`: every form of a request is taken, and every wrong one is answered in its own form. */
import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { callOf, newSessionId, newTraceId, rootOf, span, spanOf } from "../spans.ts";
import { message } from "../otlp/write-request.ts";
import { type Answer, openServerUnderTest, type ServerUnderTest, toOtlp } from "./server-under-test.ts";

const PROTOBUF = { "content-type": "application/x-protobuf" };
const MAX_BODY = 1024 * 1024;

let server: ServerUnderTest;

beforeAll(async () => {
  server = await openServerUnderTest({ maxBody: MAX_BODY, requestTimeout: "500ms" });
});

afterAll(() => server.close());

const jsonOf = (...spans: Parameters<typeof toOtlp>[0]): Buffer => Buffer.from(JSON.stringify(toOtlp(spans)));

/** One span in protobuf with these ids. */
const protobufOf = (traceId: string, spanId: string): Buffer =>
  message(
    1,
    message(
      2,
      message(2, Buffer.concat([message(1, Buffer.from(traceId, "hex")), message(2, Buffer.from(spanId, "hex"))])),
    ),
  );

const spansOf = async (sessionId: string): Promise<number> =>
  (await server.get(`/v2/sessions/${sessionId}`)).body.spans;

const isAlive = async (): Promise<boolean> => (await server.get("/healthz")).status === 200;

describe("a request", () => {
  it.each([
    ["identity", (body: Buffer) => body],
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["zstd", zstdCompressSync],
    ["GZIP", gzipSync],
  ] as const)("is taken in JSON with content-encoding %s", async (encoding, compress) => {
    const id = newSessionId();
    const answer = await server.post(compress(jsonOf(callOf(id), rootOf(id, "Success"))), {
      "content-encoding": encoding,
    });
    expect(answer).toMatchObject({ status: 200, body: {} });
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(await spansOf(id)).toBe(2);
  });

  it.each(["application/x-protobuf", "application/X-Protobuf; v=1"])("is taken in protobuf as %s", async (type) => {
    const traceId = newTraceId();
    const answer = await server.post(protobufOf(traceId, "1".repeat(16)), { "content-type": type });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/x-protobuf");
    expect(answer.bytes).toHaveLength(0);
    expect(await spansOf(traceId)).toBe(1);
  });

  it("is taken in JSON with a charset, and in chunks of unknown number", async () => {
    const id = newSessionId();
    const body = jsonOf(spanOf(id));
    const stream = new ReadableStream({
      start(controller) {
        for (let at = 0; at < body.length; at += 50) controller.enqueue(body.subarray(at, at + 50));
        controller.close();
      },
    });
    const init = {
      method: "POST",
      body: stream,
      duplex: "half",
      headers: { "content-type": "application/json; charset=utf-8" },
    };
    expect((await server.fetch("/v1/traces", init as RequestInit)).status).toBe(200);
    expect(await spansOf(id)).toBe(1);
  });

  it("may be empty", async () => {
    expect((await server.post(Buffer.alloc(0), PROTOBUF)).status).toBe(200);
    expect((await server.post("{}")).status).toBe(200);
  });

  it("that is sent again changes nothing", async () => {
    const id = newSessionId();
    const body = jsonOf(callOf(id), rootOf(id, "Success"));
    await server.post(body);
    const once = (await server.get(`/v2/sessions/${id}/stats`)).body;
    await Promise.all([server.post(body), server.post(gzipSync(body), { "content-encoding": "gzip" })]);
    expect((await server.get(`/v2/sessions/${id}/stats`)).body).toEqual(once);
    expect(once.counts.llm).toBe(1);
  });

  it("with spans that cannot be is taken without them, and says which", async () => {
    const id = newSessionId();
    const bad = [
      { traceId: "abc" },
      { traceId: "0".repeat(32) },
      { spanId: "0".repeat(16) },
      { spanId: "zz".repeat(8) },
      { parentSpanId: "1" },
    ];
    const answer = await server.send([spanOf(id), ...bad.map((fields) => span(fields)), spanOf(id)]);
    expect(answer.status).toBe(200);
    const { rejectedSpans, errorMessage } = answer.body.partialSuccess;
    expect(rejectedSpans).toBe("5");
    expect(errorMessage).toContain("1 with a trace id that is not 16 bytes (the first is span 1 of the request)");
    expect(errorMessage).toContain("1 with a parent span id that is not 8 bytes (the first is span 5 of the request)");
    expect(await spansOf(id)).toBe(2);
  });

  it("with such spans is told so in protobuf, too", async () => {
    const answer = await server.post(protobufOf("abcd", "1".repeat(16)), PROTOBUF);
    expect(answer.status).toBe(200);
    const { partialSuccess } = ProtobufTraceSerializer.deserializeResponse(answer.bytes) as {
      partialSuccess: { rejectedSpans: unknown; errorMessage: string };
    };
    expect(Number(partialSuccess.rejectedSpans)).toBe(1);
    expect(partialSuccess.errorMessage).toContain("not 16 bytes");
  });

  it("with spans that end before they start, or have no name, is taken", async () => {
    const id = newSessionId();
    const odd = spanOf(id, {}, { name: "", startTimeUnixNano: 5n, endTimeUnixNano: 1n });
    expect((await server.send([odd])).body).toEqual({});
    expect((await server.get(`/v2/sessions/${id}/stats`)).body.duration_ms).toBe(0);
  });
});

describe("a wrong request", () => {
  const big = Buffer.alloc(MAX_BODY + 1, " ");
  const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024), { level: 9 });

  const expectProblem = (answer: Answer, status: number, text: string): void => {
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.body).toMatchObject({ status, path: "/v1/traces", type: "about:blank" });
    expect(answer.body.message).toContain(text);
    expect(answer.body.detail).toBe(answer.body.message);
  };

  it.each<[string, Buffer, Record<string, string>, number, string]>([
    ["no JSON", Buffer.from("{"), {}, 400, "the body is not JSON"],
    ["JSON of the wrong shape", Buffer.from(`{"resourceSpans":{}}`), {}, 400, "at resourceSpans"],
    ["ten thousand levels deep", Buffer.from("[".repeat(10_000)), {}, 400, "not JSON"],
    ["not gzip as it says", Buffer.from("{}"), { "content-encoding": "gzip" }, 400, "does not decompress"],
    [
      "gzip that is cut off",
      gzipSync("{}").subarray(0, 12),
      { "content-encoding": "gzip" },
      400,
      "does not decompress",
    ],
    ["gzip within gzip", gzipSync(gzipSync("{}")), { "content-encoding": "gzip" }, 400, "not JSON"],
    ["too large", big, {}, 413, "larger than 1048576 bytes"],
    ["too large once it is decompressed", gzipSync(big), { "content-encoding": "gzip" }, 413, "larger than"],
    ["a bomb in gzip", bomb, { "content-encoding": "gzip" }, 413, "larger than"],
    [
      "a bomb in zstd",
      zstdCompressSync(Buffer.alloc(100 * 1024 * 1024)),
      { "content-encoding": "zstd" },
      413,
      "larger than",
    ],
    [
      "of another type",
      Buffer.from("{}"),
      { "content-type": "text/plain" },
      415,
      "application/x-protobuf or application/json",
    ],
    ["of no type at all", Buffer.from("{}"), { "content-type": "nonsense" }, 415, "content-type"],
    ["in another encoding", Buffer.from("{}"), { "content-encoding": "br" }, 415, "identity, gzip, deflate, zstd"],
    ["in two encodings", Buffer.from("{}"), { "content-encoding": "gzip, gzip" }, 415, "content-encoding"],
  ])("whose body is %s", async (_name, body, headers, status, text) => {
    expectProblem(await server.post(body, headers), status, text);
    expect(await isAlive()).toBe(true);
  });

  it("in protobuf is answered with a google.rpc.Status", async () => {
    const answer = await server.post(Buffer.from([0x0a, 5, 1]), PROTOBUF);
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toBe("application/x-protobuf");
    expect([...answer.bytes.subarray(0, 2)]).toEqual([0x08, 3]);
    expect(answer.bytes.toString()).toContain("a length of 5 where 1 bytes are left at byte 1");
    const denied = await server.post(Buffer.alloc(0), { ...PROTOBUF, "x-rootspan-api-key": randomUUID() });
    expect(denied.status).toBe(401);
    expect([...denied.bytes.subarray(0, 2)]).toEqual([0x08, 16]);
  });

  it("that sends more than it said is stopped at the limit", async () => {
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(Buffer.alloc(64 * 1024, " "));
      },
    });
    const init = { method: "POST", body: stream, duplex: "half", headers: { "content-type": "application/json" } };
    const outcome = await server.fetch("/v1/traces", init as RequestInit).then(
      ({ status }) => status,
      () => "closed",
    );
    expect([413, "closed"]).toContain(outcome);
    expect(await isAlive()).toBe(true);
  });

  it("that is never finished is given up", async () => {
    const { port } = new URL(server.url);
    const head =
      "POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    const answer = await new Promise<string>((resolve, reject) => {
      let text = "";
      const socket = connect(Number(port), "127.0.0.1", () => socket.write(head));
      socket.on("data", (chunk) => (text += String(chunk)));
      socket.on("close", () => resolve(text));
      socket.on("error", reject);
    });
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(await isAlive()).toBe(true);
  });

  it("that breaks off leaves nothing behind", async () => {
    const { port } = new URL(server.url);
    const id = newSessionId();
    const body = jsonOf(spanOf(id));
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1", () => {
        socket.write(
          `POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
        );
        socket.write(body.subarray(0, -1), () => socket.destroy());
      });
      socket.on("close", () => resolve());
    });
    expect(await isAlive()).toBe(true);
    expect((await server.get(`/v2/sessions/${id}`)).status).toBe(404);
    expect(server.reported).toEqual([]);
  });
});

describe("under pressure", () => {
  it("a request is put off when too much is being received at once", async () => {
    const pressed = await openServerUnderTest({ maxBody: "1KiB" });
    const { port } = new URL(pressed.url);
    // Five bodies of 1,000 bytes that are not finished yet, where four of the largest size have room.
    const uploads = Array.from({ length: 4 }, () => connect(Number(port), "127.0.0.1"));
    const head =
      "POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1001\r\n\r\n";
    for (const upload of uploads) upload.write(head + " ".repeat(1_000));
    let answer: Answer;
    do answer = await pressed.post(`{"x":"${"y".repeat(500)}"}`);
    while (answer.status === 200);
    expect(answer.status).toBe(429);
    expect(answer.headers.get("retry-after")).toBe("1");
    for (const upload of uploads) upload.destroy();
    do answer = await pressed.post(`{"x":"${"y".repeat(500)}"}`);
    while (answer.status === 429);
    expect(answer.status).toBe(200);
    await pressed.close();
  });

  it("spans of many clients and projects at once are all counted, once", async () => {
    const keys = [await server.createKey("red"), await server.createKey("blue")];
    const id = newSessionId();
    const posts = Array.from({ length: 60 }, (_, index) => {
      const headers = { "x-rootspan-api-key": keys[index % 2]! };
      const body = jsonOf(callOf(id), callOf(newSessionId()));
      return Promise.all([server.post(body, headers), server.post(body, headers)]);
    });
    expect((await Promise.all(posts)).flat().map(({ status }) => status)).toEqual(Array(120).fill(200));
    for (const key of keys) {
      const headers = { "x-rootspan-api-key": key };
      expect((await server.get(`/v2/sessions/${id}/stats`, headers)).body).toMatchObject({
        events: 30,
        prompt_tokens: 30_000,
      });
      expect((await server.get("/v2/project", headers)).body.holds).toMatchObject({ sessions: 31, spans: 60 });
    }
  });
});
