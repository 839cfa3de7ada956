/** What goes out, and what the answers mean: against real servers on loopback. */
import { createServer as createHttpServer, type Server, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { readFileSync } from "node:fs";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { gunzipSync } from "node:zlib";
import { JSON_TYPE, PROTOBUF_TYPE } from "../src/answer.ts";
import { type Connection, openConnection } from "../src/connection.ts";
import { OtlpSender } from "../src/otlp-sender.ts";
import { readRetryAfter } from "../src/retry-after.ts";
import { resolveSettings } from "../src/settings.ts";

const CERTIFICATE = join(__dirname, "fixtures/loopback-certificate.pem");
const KEY = join(__dirname, "fixtures/loopback-key.pem");

interface Received {
  readonly body: string;
  readonly encoding: string | undefined;
  readonly socket: Socket;
}

let server: Server | undefined;
let connection: Connection | undefined;
const environment = { ...process.env };

afterEach(() => {
  process.env = { ...environment };
  connection?.close();
  server?.closeAllConnections();
  server?.close();
});

async function openSender(answer: (response: ServerResponse, index: number) => void, isSecure = false) {
  const received: Received[] = [];
  const act: Parameters<typeof createHttpServer>[1] = (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => void parts.push(part));
    request.on("end", () => {
      const sent = Buffer.concat(parts);
      const encoding = request.headers["content-encoding"];
      const body = (encoding === "gzip" ? gunzipSync(sent) : sent).toString();
      received.push({ body, encoding, socket: request.socket });
      answer(response, received.length - 1);
    });
  };
  const [cert, key] = [readFileSync(CERTIFICATE), readFileSync(KEY)];
  const secure = { cert, key, ca: cert, requestCert: true, rejectUnauthorized: false };
  server = isSecure ? createHttpsServer(secure, act) : createHttpServer(act);
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  const endpoint = `http${isSecure ? "s" : ""}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  connection = openConnection(resolveSettings({ endpoint }, {}));
  return { sender: new OtlpSender(connection, 10_000), received };
}

const answerWith =
  (status: number, headers: Record<string, string>, body: string | Buffer) =>
  (response: ServerResponse): void =>
    void response.writeHead(status, headers).end(body);

/** `partial_success { rejected_spans: 3 error_message: "no" }` */
const PARTIAL = Buffer.from([0x0a, 6, 0x08, 3, 0x12, 2, 0x6e, 0x6f]);

describe("an answer of 200", () => {
  it.each([
    ["protobuf", { "content-type": PROTOBUF_TYPE }, PARTIAL, 3, "no"],
    ["JSON", { "content-type": `${JSON_TYPE}; charset=utf-8` }, '{"partialSuccess":{"rejectedSpans":"3"}}', 3, ""],
    ["the type of the request, which it does not name", {}, PARTIAL, 3, "no"],
    ["nothing", {}, "", 0, ""],
    ["cut protobuf", { "content-type": PROTOBUF_TYPE }, PARTIAL.subarray(0, 4), 0, ""],
    ["a page", { "content-type": "text/html" }, "<html>", 0, ""],
    ["a page that says that it is JSON", { "content-type": JSON_TYPE }, "<html>", 0, ""],
    ["null", { "content-type": JSON_TYPE }, "null", 0, ""],
    ["a negative number", { "content-type": JSON_TYPE }, '{"partialSuccess":{"rejectedSpans":-1}}', 0, ""],
  ])("with %s is a success", async (_name, headers, body, rejected, message) => {
    const { sender } = await openSender(answerWith(200, headers, body));
    expect(await sender.send("x", PROTOBUF_TYPE)).toEqual({ isAccepted: true, rejected, message });
  });
});

it("tells of a refusal the status, what it says, and the wait, for as long as that is", async () => {
  const refuse = answerWith(429, { "retry-after": "100" }, "slow\ndown");
  const { sender } = await openSender((response, index) => (index === 0 ? refuse(response) : response.end()));
  expect(await sender.send("x", JSON_TYPE)).toMatchObject({
    isAccepted: false,
    status: 429,
    retryAfterMs: 100_000,
    error: { code: 429, message: "the receiver answered 429: slow down" },
  });
  expect(sender.isAskedToWait()).toBe(true);
  await sender.send("x", JSON_TYPE);
  expect(sender.isAskedToWait()).toBe(false);
});

it("uses a connection again, and another one where the receiver has closed it at that moment", async () => {
  const { sender, received } = await openSender((response, index) => {
    if (index === 2) response.socket!.destroy();
    else response.end();
  });
  for (const body of ["a", "b", "c"]) expect(await sender.send(body, JSON_TYPE)).toMatchObject({ isAccepted: true });
  expect(received.map(({ body }) => body)).toEqual(["a", "b", "c", "c"]);
  expect(new Set(received.map(({ socket }) => socket)).size).toBe(2);
});

it.each([
  ["gzip", "gzip"],
  ["none", undefined],
  ["", undefined],
])("compresses on loopback where it is told: %p", async (compression, encoding) => {
  process.env["OTEL_EXPORTER_OTLP_COMPRESSION"] = compression;
  const { sender, received } = await openSender((response) => void response.end());
  await sender.send("x".repeat(10_000), JSON_TYPE);
  expect(received).toMatchObject([{ body: "x".repeat(10_000), encoding }]);
});

it("compresses by default for receivers elsewhere", () => {
  const isCompressed = (endpoint: string): boolean => {
    connection = openConnection(resolveSettings({ endpoint }, {}));
    return connection.isCompressed;
  };
  expect(isCompressed("https://spans.example")).toBe(true);
  expect(isCompressed("http://localhost:4318")).toBe(false);
  expect(isCompressed("http://[::1]:4318")).toBe(false);
});

it("trusts the authority and shows the certificate that the variables name, and no other", async () => {
  process.env["OTEL_EXPORTER_OTLP_CERTIFICATE"] = CERTIFICATE;
  process.env["OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE"] = CERTIFICATE;
  process.env["OTEL_EXPORTER_OTLP_CLIENT_KEY"] = KEY;
  const { sender, received } = await openSender((response) => void response.end(), true);
  expect(await sender.send("x", JSON_TYPE)).toMatchObject({ isAccepted: true });
  expect((received[0]!.socket as TLSSocket).authorized).toBe(true);

  process.env = { ...environment, OTEL_EXPORTER_OTLP_CERTIFICATE: "/nowhere/at/all.pem" };
  const endpoint = connection!.address;
  connection!.close();
  connection = openConnection(resolveSettings({ endpoint }, {}));
  const untrusting = await new OtlpSender(connection, 10_000).send("x", JSON_TYPE);
  expect(untrusting).toMatchObject({ isAccepted: false, status: 0 });
});

it.each([
  ["120", 120_000],
  [" 1 ", 1_000],
  ["0", undefined],
  ["-5", undefined],
  ["1e9", undefined],
  ["99999999999999999999", 300_000],
  ["Thu, 01 Jan 1970 00:01:00 GMT", 59_000],
  ["Thu, 01 Jan 1970 00:00:00 GMT", undefined],
  ["Fri, 31 Dec 9999 23:59:59 GMT", 300_000],
  ["soon", undefined],
  ["", undefined],
  [undefined, undefined],
])("reads Retry-After: %s", (value, expected) => {
  expect(readRetryAfter(value, 1_000)).toBe(expected);
});
