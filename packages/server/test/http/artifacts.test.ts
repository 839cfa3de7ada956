/** Artifacts of a session: how they are taken, named and listed. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { newSessionId, spanOf } from "../spans.ts";
import { type Answer, openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

const VIDEO = Buffer.from("what the agent saw on its screen");

let server: ServerUnderTest;
let session: string;

beforeAll(async () => {
  server = await openServerUnderTest();
});

beforeEach(() => {
  session = newSessionId();
});

afterAll(() => server.close());

const listed = async (headers: Record<string, string> = {}): Promise<Answer["body"]> =>
  (await server.get(`/v2/sessions/${session}/artifacts`, headers)).body.artifacts;

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
