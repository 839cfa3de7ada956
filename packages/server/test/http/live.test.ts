/** What is told while it happens, and what is told to who comes back. */
import * as key from "@rootspan/model/attributes";
import { callOf, newSessionId, rootOf, spanOf } from "../spans.ts";
import { openEvents, type OpenEvents } from "./read-events.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

let server: ServerUnderTest;
const open: OpenEvents[] = [];

async function follow(path: string, headers: Record<string, string> = {}): Promise<OpenEvents> {
  const events = await openEvents(server, path, headers);
  open.push(events);
  return events;
}

beforeEach(async () => {
  server = await openServerUnderTest();
});

afterEach(async () => {
  for (const events of open.splice(0)) events.close();
  await server.close();
});

const remove = (id: string) => server.fetch(`/v2/sessions/${id}`, { method: "DELETE" });
const edit = (id: string, body: object) =>
  server.fetch(`/v2/sessions/${id}`, {
    method: "PATCH",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
const idsOf = (data: { spans: { span_id: string }[] }) => data.spans.map((span) => span.span_id);

describe("a session", () => {
  it("tells its state, spans as they are committed, and its end", async () => {
    const id = newSessionId();
    await server.send([callOf(id)]);
    const events = await follow(`/v2/sessions/${id}/live`);
    expect(events.status).toBe(200);
    expect(events.headers.get("content-type")).toBe("text/event-stream");
    expect(await events.next()).toMatchObject({ event: "session", data: { id, running: true, spans: 1 } });
    const [first, second] = [callOf(id), spanOf(id)];
    await server.send([first]);
    expect(idsOf(await events.nextOf("spans"))).toEqual([first.spanId]);
    await server.send([second, rootOf(id, "Success")]);
    expect(idsOf(await events.nextOf("spans"))).toHaveLength(2);
    expect(await events.nextOf("session")).toMatchObject({ running: false, end_state: "Success", spans: 4 });
    await edit(id, { note: "seen" });
    expect(await events.nextOf("session")).toMatchObject({ note: "seen" });
  });

  it("tells who comes back what came meanwhile, each once", async () => {
    const id = newSessionId();
    await server.send([callOf(id)]);
    const before = await follow(`/v2/sessions/${id}/live`);
    await before.next();
    const [seen, missed] = [spanOf(id), spanOf(id)];
    await server.send([seen]);
    expect(idsOf(await before.nextOf("spans"))).toEqual([seen.spanId]);
    before.close();
    await server.send([missed]);
    const after = await follow(`/v2/sessions/${id}/live`, { "last-event-id": before.lastId! });
    expect(idsOf(await after.nextOf("spans"))).toEqual([missed.spanId]);
    const all = await follow(`/v2/sessions/${id}/live?since=0`);
    expect(idsOf(await all.nextOf("spans"))).toHaveLength(3);
  });

  it("misses nothing between a page of spans and the stream", async () => {
    const id = newSessionId();
    await server.send([callOf(id)]);
    const { sequence } = (await server.get(`/v2/sessions/${id}/spans`)).body;
    const between = spanOf(id);
    await server.send([between]);
    const events = await follow(`/v2/sessions/${id}/live?since=${sequence}`);
    expect(idsOf(await events.nextOf("spans"))).toEqual([between.spanId]);
  });

  it("tells 3,000 spans that came at once, and a client that stops within them misses none", async () => {
    const id = newSessionId();
    await server.send(Array.from({ length: 3_000 }, () => spanOf(id)));
    const first = await follow(`/v2/sessions/${id}/live?since=0`);
    const told = new Set(idsOf(await first.nextOf("spans")));
    first.close();
    const rest = await follow(`/v2/sessions/${id}/live`, { "last-event-id": first.lastId! });
    while (told.size < 3_000) for (const span of idsOf(await rest.nextOf("spans"))) told.add(span);
    expect(told.size).toBe(3_000);
  });

  it("tells when it is gone, and ends", async () => {
    const id = newSessionId();
    await server.send([callOf(id)]);
    const events = await follow(`/v2/sessions/${id}/live`);
    await events.next();
    await remove(id);
    expect(await events.nextOf("gone")).toEqual({ id });
    expect(await events.next()).toBeUndefined();
  });

  it("tells all again to who was told by another store", async () => {
    const id = newSessionId();
    await server.send([callOf(id), spanOf(id)]);
    const events = await follow(`/v2/sessions/${id}/live`, { "last-event-id": "999999" });
    expect(idsOf(await events.nextOf("spans"))).toHaveLength(2);
  });

  it("that is not there, and an id that is none, are told as problems", async () => {
    expect((await server.get(`/v2/sessions/${newSessionId()}/live`)).body.code).toBe("session_not_found");
    const id = newSessionId();
    await server.send([callOf(id)]);
    const odd = await server.get(`/v2/sessions/${id}/live`, { "last-event-id": "x" });
    expect(odd).toMatchObject({ status: 400, body: { field: "last-event-id" } });
    expect((await server.fetch(`/v2/sessions/${id}/live`, { method: "HEAD" })).status).toBe(405);
  });
});

describe("a project", () => {
  it("tells sessions as they begin, change and go", async () => {
    const events = await follow("/v2/live");
    const id = newSessionId();
    await server.send([callOf(id)]);
    expect(await events.nextOf("session")).toMatchObject({ id, running: true });
    await server.send([rootOf(id, "Failure")]);
    expect(await events.nextOf("session")).toMatchObject({ id, end_state: "Failure" });
    await remove(id);
    expect(await events.nextOf("gone")).toEqual({ id });
  });

  it("tells of those that a filter selects, and when it does no longer", async () => {
    const events = await follow("/v2/live?state=running");
    const [ended, running] = [newSessionId(), newSessionId()];
    await server.send([callOf(ended), rootOf(ended, "Success")]);
    await server.send([callOf(running)]);
    expect(await events.nextOf("session")).toMatchObject({ id: running });
    await server.send([rootOf(running, "Success")]);
    for (let told; told !== running;) told = (await events.nextOf("gone")).id;
  });

  it("misses nothing between a list and the stream, nor while it is away", async () => {
    const { sequence } = (await server.get("/v2/sessions")).body;
    const [first, second] = [newSessionId(), newSessionId()];
    await server.send([callOf(first)]);
    const events = await follow(`/v2/live?since=${sequence}`);
    expect(await events.nextOf("session")).toMatchObject({ id: first });
    await server.send([callOf(second)]);
    expect(await events.nextOf("session")).toMatchObject({ id: second });
    events.close();
    const third = newSessionId();
    await server.send([callOf(third)]);
    const again = await follow("/v2/live", { "last-event-id": events.lastId! });
    // The last batch may be told again.
    for (let told; told !== third;) told = (await again.nextOf("session")).id;
  });

  it("tells nothing of other projects", async () => {
    const acme = await server.createKey("acme");
    const events = await follow("/v2/live");
    await server.send([callOf(newSessionId())], { "x-rootspan-api-key": acme });
    const own = newSessionId();
    await server.send([spanOf(own, { [key.ROOTSPAN_KIND]: "action" })]);
    expect(await events.next()).toMatchObject({ event: "session", data: { id: own } });
  });
});

it("streams end when the server closes, which does not wait for them", async () => {
  const id = newSessionId();
  await server.send([callOf(id)]);
  const events = await follow(`/v2/sessions/${id}/live`);
  const sessions = await follow("/v2/live");
  await events.next();
  const other = await openServerUnderTest();
  await server.close();
  expect(await events.next()).toBeUndefined();
  expect(await sessions.next()).toBeUndefined();
  server = other;
});
