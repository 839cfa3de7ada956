/** `GET /v2/sessions`: what is asked for is what is listed, counted and told of as facets. */
import * as key from "@rootspan/model/attributes";
import { callOf, newSessionId, rootOf, spanOf, START } from "../spans.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

const SECOND_NS = 1_000_000_000n;

let server: ServerUnderTest;
/** By what is particular of it. */
const ids: Record<string, string> = {};

/** A session that started so many seconds after `START`. */
async function addSession(
  label: string,
  seconds: number,
  fields: { state?: string; tags?: string[]; service?: string; calls?: number },
): Promise<void> {
  const id = newSessionId();
  ids[label] = id;
  const { state, tags = [], service = "shop", calls = 1 } = fields;
  const startTimeUnixNano = START + BigInt(seconds) * SECOND_NS;
  const resource = { "service.name": service };
  const at = { startTimeUnixNano, endTimeUnixNano: startTimeUnixNano + SECOND_NS, resource };
  const spans = Array.from({ length: calls }, () => ({ ...callOf(id), ...at }));
  const root = rootOf(id, state ?? "Success", {
    [key.ROOTSPAN_SESSION_NAME]: `run ${label}`,
    [key.ROOTSPAN_SESSION_TAGS]: tags,
  });
  const marker = spanOf(
    id,
    { [key.ROOTSPAN_KIND]: "marker", [key.ROOTSPAN_SESSION_NAME]: `run ${label}`, [key.ROOTSPAN_SESSION_TAGS]: tags },
    at,
  );
  await server.send([
    ...spans,
    state === undefined
      ? marker
      : { ...root, ...at, endTimeUnixNano: at.startTimeUnixNano + BigInt(calls) * SECOND_NS },
  ]);
}

beforeAll(async () => {
  server = await openServerUnderTest();
  await addSession("a", 0, { state: "Success", tags: ["checkout", "fast"] });
  await addSession("b", 10, { state: "Failure", tags: ["checkout"], service: "billing", calls: 3 });
  await addSession("c", 20, { state: "Indeterminate", tags: ["nightly"] });
  await addSession("d", 30, { tags: ["fast"] });
});

afterAll(() => server.close());

/** Labels of the sessions that a query lists. */
async function list(query: string): Promise<readonly string[]> {
  const { status, body } = await server.get(`/v2/sessions?${query}`);
  expect({ query, status }).toEqual({ query, status: 200 });
  return (body.sessions as { id: string }[]).map(({ id }) => Object.keys(ids).find((label) => ids[label] === id)!);
}

const at = (seconds: number) => new Date(Number(START / 1_000_000n) + seconds * 1_000).toISOString();

it.each<[string, readonly string[]]>([
  ["", ["d", "c", "b", "a"]],
  ["state=Success", ["a"]],
  ["state=running&state=fail", ["d", "b"]],
  ["tag=checkout", ["b", "a"]],
  ["tag=checkout&tag=fast", ["a"]],
  ["any_tag=nightly&any_tag=fast", ["d", "c", "a"]],
  ["service=billing", ["b"]],
  ["model=gpt-4o-mini", ["d", "c", "b", "a"]],
  ["model=gpt-4o", []],
  ["agent=nobody", []],
  ["name=RUN%20b", ["b"]],
  [`from=${at(10)}`, ["d", "c", "b"]],
  [`from=${at(10)}&to=${at(20)}`, ["b"]],
  [`from=${encodeURIComponent(at(10).replace("Z", "+00:00"))}&to=${at(11)}`, ["b"]],
  ["min_duration_ms=2000", ["b"]],
  ["max_duration_ms=1500", ["d", "c", "a"]],
  ["min_cost=0.0005", ["b"]],
  ["max_cost=0.00021", ["d", "c", "a"]],
  ["min_tokens=1101", ["b"]],
  ["min_llm_calls=2&state=Failure", ["b"]],
  ["min_errors=1", []],
  ["bookmarked=true", []],
  ["bookmarked=false", ["d", "c", "b", "a"]],
  ["order=asc", ["a", "b", "c", "d"]],
  ["sort=cost&limit=1", ["b"]],
  ["sort=tokens&order=asc&tag=checkout", ["a", "b"]],
])("%s", async (query, expected) => {
  expect(await list(query)).toEqual(expected);
});

it("selects by id, however it is written", async () => {
  expect(await list(`id=${ids["a"]!.toUpperCase()}&id=${ids["c"]!.replaceAll("-", "")}&id=nobody`)).toEqual(["c", "a"]);
});

it("counts all pages, and goes through them in any order", async () => {
  const first = (await server.get("/v2/sessions?sort=cost&order=asc&limit=3&count=true&tag=checkout&limit=3")).status;
  expect(first).toBe(400);
  const listed: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: ReturnType<typeof JSON.parse> = (
      await server.get(`/v2/sessions?sort=llm_calls&limit=1&count=true${cursor && `&cursor=${cursor}`}`)
    ).body;
    expect(page.count).toBe(4);
    listed.push(...page.sessions.map(({ id }: { id: string }) => id));
    cursor = page.next_cursor;
  }
  expect(new Set(listed)).toEqual(new Set(Object.values(ids)));
  expect(listed[0]).toBe(ids["b"]);
});

it("refuses the cursor of another order", async () => {
  const { next_cursor: cursor } = (await server.get("/v2/sessions?limit=1")).body;
  expect(await server.get(`/v2/sessions?sort=cost&cursor=${cursor}`)).toMatchObject({
    status: 400,
    body: { code: "invalid_parameter", field: "cursor" },
  });
});

it("tells what else could be filtered by, each without its own part of the filter", async () => {
  const { facets } = (await server.get("/v2/sessions?facets=true&state=Failure")).body;
  expect(facets.state).toEqual([
    { value: "Failure", sessions: 1 },
    { value: "Indeterminate", sessions: 1 },
    { value: "Running", sessions: 1 },
    { value: "Success", sessions: 1 },
  ]);
  expect(facets.any_tag).toEqual([{ value: "checkout", sessions: 1 }]);
  expect(facets.service).toEqual([{ value: "billing", sessions: 1 }]);
  expect(facets.model).toEqual([{ value: "gpt-4o-mini", sessions: 1 }]);
  expect(facets.agent).toEqual([]);
});

it("shows a session as idle in state and filter at once", async () => {
  const idle = await openServerUnderTest();
  try {
    const id = newSessionId();
    await idle.send([callOf(id)]);
    idle.elapse(16 * 60_000);
    expect((await idle.get("/v2/sessions?state=running")).body.sessions).toEqual([]);
    expect((await idle.get("/v2/sessions?state=Indeterminate")).body.sessions).toMatchObject([{ id, running: false }]);
  } finally {
    await idle.close();
  }
});

it.each<[string, string, RegExp]>([
  ["colour=red", "colour", /unknown query parameter colour; allowed are limit, cursor,.*bookmarked/],
  ["limit=ten", "limit", /query parameter limit must be of type integer, got "ten"/],
  ["limit=501", "limit", /must be a number from 1 to 500, got 501/],
  ["sort=size", "sort", /must be one of start, activity, duration, cost, tokens, errors, llm_calls, got "size"/],
  ["state=ended", "state/0", /must be one of Running, running, Success,.*, got "ended"/],
  ["from=yesterday", "from", /must be a moment of RFC 3339, as 2026-01-31T09:00:00Z, got "yesterday"/],
  [`from=${at(2)}&to=${at(1)}`, "from", /from must not be greater than to/],
  ["min_cost=2&max_cost=1", "min_cost", /min_cost must not be greater than max_cost/],
  ["max_cost=1e999", "max_cost", /must be a number from 0 to 1000000, got/],
  ["min_cost=-1", "min_cost", /must be a number from 0 to/],
  ["bookmarked=maybe", "bookmarked", /must be of type boolean, got "maybe"/],
  ["name=", "name", /must be a text of length from 1 to 500, got ""/],
  ["id=a%00b", "id", /must be printable/],
  [`tag=${"x".repeat(501)}`, "tag/0", /…/],
])("refuses %s in words", async (query, field, message) => {
  const { status, body } = await server.get(`/v2/sessions?${query}`);
  expect({ status, code: body.code, field: body.field }).toEqual({ status: 400, code: "invalid_parameter", field });
  expect(body.message).toMatch(message);
});
