/** What people do to sessions: say something of them, and remove them. */
import * as key from "@rootspan/model/attributes";
import { callOf, newSessionId, rootOf, spanOf } from "../spans.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

let server: ServerUnderTest;

beforeEach(async () => {
  server = await openServerUnderTest();
});

afterEach(() => server.close());

const patch = (id: string, body: unknown, headers: Record<string, string> = {}) =>
  server.fetch(`/v2/sessions/${id}`, {
    method: "PATCH",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  });

const remove = (path: string) => server.fetch(path, { method: "DELETE" });

async function addSession(tags: readonly string[] = []): Promise<string> {
  const id = newSessionId();
  await server.send([callOf(id), rootOf(id, "Success", { [key.ROOTSPAN_SESSION_TAGS]: tags })]);
  return id;
}

describe("an edit", () => {
  it("goes before what spans say, everywhere, and also when more of them come", async () => {
    const id = await addSession(["a"]);
    const edit = {
      tags: ["b", "c", "b"],
      end_state: "fail",
      end_state_reason: "wrong answer",
      note: "look",
      bookmarked: true,
    };
    const edited = await patch(id, edit);
    const shown = {
      tags: ["b", "c"],
      end_state: "Failure",
      end_state_reason: "wrong answer",
      note: "look",
      bookmarked: true,
    };
    expect(edited).toMatchObject({ status: 200, body: { id, ...shown } });
    await server.send([spanOf(id)]);
    expect((await server.get(`/v2/sessions/${id}`)).body).toMatchObject(shown);
    expect((await server.get("/v2/sessions?tag=c&bookmarked=true&state=Failure")).body.sessions).toMatchObject([shown]);
    expect((await server.get("/v2/sessions?tag=a")).body.sessions).toEqual([]);
    expect((await server.get(`/v2/sessions/${id}/stats`)).body).toMatchObject({ end_state: "Failure" });
    expect((await server.get(`/v2/sessions/${id}/export`)).body.session).toMatchObject({
      tags: `["b","c"]`,
      end_state: "Failure",
    });
  });

  it("changes what it names, and is taken back with null", async () => {
    const id = await addSession(["a"]);
    await patch(id, { note: "first", bookmarked: true });
    expect((await patch(id, { tags: [] })).body).toMatchObject({ note: "first", bookmarked: true, tags: [] });
    const back = (await patch(id, { tags: null, note: null, bookmarked: null, end_state: null })).body;
    expect(back).toMatchObject({ tags: ["a"], note: null, bookmarked: false, end_state: "Success" });
  });

  it.each<[unknown, string | undefined, RegExp]>([
    [{}, "", /body must/],
    [{ colour: "red" }, "colour", /unknown body field colour; allowed are tags, end_state/],
    [{ bookmarked: "true" }, "bookmarked", /body field bookmarked must be of type boolean/],
    [{ tags: ["a", 5] }, "tags/1", /body field tags\/1 must be of type string, got 5/],
    [{ tags: Array.from({ length: 101 }, String) }, "tags", /a list of length/],
    [{ end_state: "Finished" }, "end_state", /must be one of Success, success/],
    [{ note: "x".repeat(20_001) }, "note", /a text of length at most 20000/],
    ["[]", "", /body must be of type object/],
    ["{", undefined, /the body is no JSON/],
    [`{"__proto__":{"bookmarked":true}}`, undefined, /the body is no JSON/],
  ])("refuses %j in words", async (body, field, message) => {
    const id = await addSession();
    const answer = await patch(id, body);
    expect(answer.status).toBe(400);
    expect(answer.body.field).toBe(field);
    expect(answer.body.message).toMatch(message);
    expect(answer.body.message.length).toBeLessThan(400);
  });

  it("refuses other bodies than JSON, large ones, and sessions that are not there", async () => {
    const id = await addSession();
    expect((await patch(id, "note=x", { "content-type": "application/x-www-form-urlencoded" })).status).toBe(415);
    expect((await patch(id, { note: "x".repeat(300_000) })).body).toMatchObject({
      status: 413,
      code: "body_too_large",
    });
    expect((await patch(newSessionId(), { note: "x" })).body.code).toBe("session_not_found");
    expect(server.reported).toEqual([]);
  });
});

describe("a removal", () => {
  it("takes the session with its spans and files; what is sent again makes it anew", async () => {
    const id = await addSession();
    await server.upload(id, "a.webm", "bytes");
    await patch(id, { note: "x" });
    expect(await remove(`/v2/sessions/${id}`)).toMatchObject({ status: 204 });
    for (const path of ["", "/stats", "/spans", "/export", "/artifacts"]) {
      expect((await server.get(`/v2/sessions/${id}${path}`)).status).toBe(404);
    }
    expect((await server.get("/v2/project")).body.holds).toMatchObject({ sessions: 0, spans: 0 });
    expect((await remove(`/v2/sessions/${id}`)).status).toBe(404);
    await server.send([callOf(id)]);
    expect((await server.get(`/v2/sessions/${id}`)).body).toMatchObject({ spans: 1, note: null });
  });

  it("of many says first how many, and does it when it is told that number", async () => {
    await addSession(["old"]);
    await addSession(["old"]);
    const kept = await addSession(["new"]);
    expect((await remove("/v2/sessions?tag=old&dry_run=true")).body).toEqual({ matched: 2, deleted: 0 });
    expect(await remove("/v2/sessions?tag=old&expect=1")).toMatchObject({
      status: 409,
      body: { code: "count_differs" },
    });
    expect((await server.get("/v2/sessions?count=true")).body.count).toBe(3);
    expect((await remove("/v2/sessions?tag=old&expect=2")).body).toEqual({ matched: 2, deleted: 2 });
    expect((await server.get("/v2/sessions")).body.sessions).toMatchObject([{ id: kept }]);
  });

  it("of many needs a filter and the number", async () => {
    await addSession();
    expect((await remove("/v2/sessions")).body.message).toMatch(/a filter is needed: id, state,/);
    expect((await remove("/v2/sessions?expect=1")).status).toBe(400);
    expect((await remove("/v2/sessions?tag=x")).body).toMatchObject({ status: 400, field: "expect" });
    expect((await server.get("/v2/sessions?count=true")).body.count).toBe(1);
  });
});
