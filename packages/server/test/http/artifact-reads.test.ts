/** The bytes of an artifact: in parts, as players ask for them, and never as a page that acts. */
import { rmSync } from "node:fs";
import { newSessionId } from "../spans.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

const VIDEO = Buffer.from("0123456789");
const session = newSessionId();

let server: ServerUnderTest;
let url: string;
let tag: string;

beforeAll(async () => {
  server = await openServerUnderTest();
  const { body } = await server.upload(session, "run.webm", VIDEO, { "content-type": "video/webm;codecs=vp9" });
  url = body.url;
  tag = `"${body.sha256}"`;
});

afterAll(() => server.close());

/** A file of this type, as a browser is given it. */
async function typed(contentType: string, name = "file"): Promise<Headers> {
  const { body } = await server.upload(session, name, VIDEO, { "content-type": contentType });
  return (await server.get(body.url)).headers;
}

describe("the bytes", () => {
  it("come whole, with their length, tag and type", async () => {
    const { status, headers, bytes } = await server.get(url);
    expect(status).toBe(200);
    expect(bytes).toEqual(VIDEO);
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "video/webm",
      "content-length": "10",
      "accept-ranges": "bytes",
      etag: tag,
      "content-disposition": `inline; filename="run.webm"`,
      "cache-control": "private, no-cache",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "same-origin",
    });
  });

  it("are told of by HEAD as by GET, without them", async () => {
    const got = await server.get(url);
    const told = await server.fetch(url, { method: "HEAD", headers: { range: "bytes=0-1" } });
    expect(told.status).toBe(200);
    expect(told.bytes).toHaveLength(0);
    // The client closes the connection of a HEAD.
    const { date: _, connection: __, "keep-alive": ___, ...expected } = Object.fromEntries(got.headers);
    expect(Object.fromEntries(told.headers)).toMatchObject(expected);
  });

  it.each([
    ["bytes=0-3", "0-3", "0123"],
    ["bytes=0-0", "0-0", "0"],
    ["bytes=4-", "4-9", "456789"],
    ["bytes=-3", "7-9", "789"],
    ["bytes=-99", "0-9", "0123456789"],
    ["bytes=8-99999999999999999999", "8-9", "89"],
    ["Bytes = 1-2", "1-2", "12"],
  ])("of the range %s come as that part", async (range, part, expected) => {
    const { status, headers, bytes } = await server.get(url, { range });
    expect(status).toBe(206);
    expect(headers.get("content-range")).toBe(`bytes ${part}/10`);
    expect(headers.get("content-length")).toBe(String(expected.length));
    expect(bytes.toString()).toBe(expected);
  });

  it.each([
    "bytes=10-",
    "bytes=10-11",
    "bytes=-0",
    "bytes=5-4",
    "bytes=-",
    "bytes=",
    "bytes=a-b",
    "bytes=1",
    "bytes=1-2-3",
  ])("of the range %s are refused", async (range) => {
    const { status, headers, body } = await server.get(url, { range });
    expect(status).toBe(416);
    expect(headers.get("content-range")).toBe("bytes */10");
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(body).toMatchObject({ code: "range_not_satisfiable", message: expect.stringContaining("the 10 that") });
  });

  it.each(["bytes=0-1,4-5", "items=0-1", "nonsense"])(
    "come whole for the range %s, which is not known",
    async (range) => {
      const { status, bytes } = await server.get(url, { range });
      expect(status).toBe(200);
      expect(bytes).toEqual(VIDEO);
    },
  );

  it("of an empty artifact are none, and have no range", async () => {
    const { body } = await server.upload(session, "empty", new Uint8Array(0));
    expect(await server.get(body.url)).toMatchObject({ status: 200, bytes: Buffer.alloc(0) });
    expect((await server.get(body.url, { range: "bytes=0-" })).status).toBe(416);
  });

  it("are not sent again to who has them", async () => {
    for (const known of [tag, `W/${tag}`, "*", `"other", ${tag}`]) {
      for (const method of ["GET", "HEAD"]) {
        const answer = await server.fetch(url, { method, headers: { "if-none-match": known, range: "bytes=0-1" } });
        expect(answer.status).toBe(304);
        expect(answer.bytes).toHaveLength(0);
        expect(answer.headers.get("etag")).toBe(tag);
        expect(answer.headers.get("cache-control")).toBe("private, no-cache");
      }
    }
    expect((await server.get(url, { "if-none-match": `"other", ${tag.slice(1, -1)}` })).status).toBe(200);
  });

  it("come in part only if they are those that the client means", async () => {
    const ask = async (ifRange: string) => (await server.get(url, { range: "bytes=2-3", "if-range": ifRange })).status;
    expect(await ask(tag)).toBe(206);
    for (const other of [`W/${tag}`, `"other"`, new Date().toUTCString()]) expect(await ask(other)).toBe(200);
  });

  it("that are gone from the disk are told as a fault of ours", async () => {
    const { body } = await server.upload(session, "lost", Buffer.from("lost"));
    rmSync(`${server.path}.artifacts/${(await server.get("/v2/project")).body.id}/${session}/${body.id}`);
    expect(await server.get(body.url)).toMatchObject({ status: 503, body: { code: "store_unavailable" } });
    expect(server.reported).toHaveLength(1);
    server.reported.length = 0;
  });

  it("may be left in the middle by a client, and the server goes on", async () => {
    const { body } = await server.upload(session, "large", Buffer.alloc(30_000_000));
    const gone = new AbortController();
    const response = await fetch(new URL(body.url, server.url), { signal: gone.signal });
    await response.body!.getReader().read();
    gone.abort();
    expect((await server.get(body.url)).bytes).toHaveLength(30_000_000);
    expect(server.reported).toEqual([]);
  });
});

describe("a browser", () => {
  it.each(["video/mp4", "audio/mpeg", "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "IMAGE/PNG"])(
    "shows %s",
    async (type) => {
      const headers = await typed(type);
      expect(headers.get("content-type")).toBe(type.toLowerCase());
      expect(headers.get("content-disposition")).toMatch(/^inline; /);
    },
  );

  it.each([
    "text/html",
    "TEXT/HTML;charset=utf-8",
    "application/xhtml+xml",
    "image/svg+xml",
    "text/xml",
    "application/javascript",
    "text/css",
    "application/pdf",
    "application/wasm",
    "multipart/x-mixed-replace;boundary=x",
    "image/bmp",
    "videos/mp4",
    "x-video/mp4",
  ])("only saves %s", async (type) => {
    const headers = await typed(type);
    expect(headers.get("content-type")).toBe("application/octet-stream");
    expect(headers.get("content-disposition")).toMatch(/^attachment; /);
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  it.each([
    ["run.webm", `inline; filename="run.webm"`],
    ["my run.webm", `inline; filename="my run.webm"`],
    [`a"b.webm`, `inline; filename="a_b.webm"; filename*=UTF-8''a%22b.webm`],
    ["naïve ☃.webm", `inline; filename="na_ve _.webm"; filename*=UTF-8''na%C3%AFve%20%E2%98%83.webm`],
    ["🎬.webm", `inline; filename="_.webm"; filename*=UTF-8''%F0%9F%8E%AC.webm`],
    ["../../etc/passwd", `inline; filename=".._.._etc_passwd"`],
    [String.raw`..\x.webm`, `inline; filename=".._x.webm"`],
    ["50%41.webm", `inline; filename="50_41.webm"; filename*=UTF-8''50%2541.webm`],
    [
      `é'(*).webm; filename=x.exe`,
      `inline; filename="_'(*).webm; filename=x.exe"; filename*=UTF-8''%C3%A9%27%28%2A%29.webm%3B%20filename%3Dx.exe`,
    ],
  ])("is given the name %s", async (name, expected) => {
    expect((await typed("video/webm", name)).get("content-disposition")).toBe(expected);
  });
});
