/** Exports in every form: of one session, and of many. */
import { DatabaseSync } from "node:sqlite";
import * as key from "@rootspan/model/attributes";
import { toCsvRow } from "../../src/rest/export/csv.ts";
import { callOf, newSessionId, rootOf, span, spanOf } from "../spans.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

let server: ServerUnderTest;

beforeEach(async () => {
  server = await openServerUnderTest();
});

afterEach(() => server.close());

const linesOf = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");

async function read(path: string, on: ServerUnderTest = server): Promise<{ text: string; headers: Headers }> {
  const { status, bytes, headers } = await on.get(path);
  expect([path, status]).toEqual([path, 200]);
  return { text: bytes.toString(), headers };
}

describe("an export of a session", () => {
  it("is packed for those who can unpack it, and for no others", async () => {
    const id = newSessionId();
    await server.send([spanOf(id, { text: "x".repeat(100_000) }), rootOf(id, "Success")]);
    const path = `/v2/sessions/${id}/export?format=ndjson`;
    const plain = await server.get(path, { "accept-encoding": "identity" });
    expect(plain.headers.get("content-encoding")).toBeNull();
    for (const [accepted, packed] of [
      ["gzip", true],
      ["br;q=1.0, gzip;q=0.8", true],
      ["gzip;q=0", false],
      ["deflate, br", false],
    ] as const) {
      // What fetch gives is unpacked.
      const { bytes, headers } = await server.get(path, { "accept-encoding": accepted });
      expect([accepted, headers.get("content-encoding")]).toEqual([accepted, packed ? "gzip" : null]);
      expect(headers.get("vary")).toContain("accept-encoding");
      expect(bytes.equals(plain.bytes)).toBe(true);
    }
  });

  it("as OTLP makes the same session at another server, span by span", async () => {
    const id = newSessionId();
    const odd = {
      "session.id": id,
      big: -9_007_199_254_740_993n,
      list: ["a", ""],
      text: "\u2028 日本 \u0001",
      half: 0.5,
      [key.ROOTSPAN_KIND]: "tool",
    };
    const spans = Array.from({ length: 150 }, (_, index) =>
      spanOf(id, { ...odd, index }, { flags: 0x301, traceState: "a=b" }),
    );
    await server.send([...spans, callOf(id), rootOf(id, "Failure")]);
    const { text, headers } = await read(`/v2/sessions/${id}/export?format=otlp`);
    expect(headers.get("content-type")).toBe("application/x-ndjson");
    expect(headers.get("content-disposition")).toBe(`attachment; filename="session-${id}.otlp.jsonl"`);
    const other = await openServerUnderTest();
    try {
      for (const line of linesOf(text)) expect((await other.post(line)).body).toEqual({});
      // The servers' projects have ids of their own.
      const exported = async (at: ServerUnderTest) => {
        const { session, ...rest } = (await at.get(`/v2/sessions/${id}/export`)).body;
        return { ...rest, session: { ...session, project_id: "" } };
      };
      expect(await exported(other)).toEqual(await exported(server));
      expect((await read(`/v2/sessions/${id}/export?format=otlp`, other)).text).toBe(text);
    } finally {
      await other.close();
    }
  });

  it("as NDJSON has a line for each thing", async () => {
    const id = newSessionId();
    await server.send([callOf(id), rootOf(id, "Success")]);
    await server.upload(id, "a.webm", "bytes");
    const { text } = await read(`/v2/sessions/${id}/export?format=ndjson`);
    const lines = linesOf(text).map((line) => JSON.parse(line) as { type: string; id?: string });
    expect(lines.map(({ type }) => type)).toEqual(["session", "stats", "span", "span", "artifact"]);
    const { spans, stats } = (await server.get(`/v2/sessions/${id}/export`)).body;
    expect(lines[1]).toEqual({ type: "stats", ...stats });
    expect(lines.slice(2, 4)).toEqual(spans.map((one: object) => ({ type: "span", ...one })));
  });

  it("as CSV has a row a span, which no spreadsheet runs", async () => {
    const id = newSessionId();
    const evil = `=HYPERLINK("http://evil.example","x")`;
    await server.send([
      { ...callOf(id), name: evil },
      spanOf(
        id,
        { [key.ROOTSPAN_KIND]: "action", [key.ROOTSPAN_EVENT_PARAMS]: 'two\nlines, and "quotes"' },
        { name: "@SUM(A1)" },
      ),
    ]);
    const { text, headers } = await read(`/v2/sessions/${id}/export?format=csv`);
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    const [head, first] = text.split("\r\n");
    expect(head).toMatch(/^trace_id,span_id,parent_span_id,name,kind,/);
    expect(first).toContain(`,"'=HYPERLINK(""http://evil.example"",""x"")",llm,`);
    expect(first).toContain(",gpt-4o-mini,1000,100,0.00021,");
    expect(text).toContain(`,'@SUM(A1),action,`);
    expect(text).toContain(`"two\nlines, and ""quotes"""`);
  });

  it("that a client leaves is not read to its end, and is no fault", async () => {
    const id = newSessionId();
    const filler = "x".repeat(100_000);
    for (let part = 0; part < 4; part++) await server.send(Array.from({ length: 20 }, () => spanOf(id, { filler })));
    const response = await fetch(new URL(`/v2/sessions/${id}/export?format=ndjson`, server.url));
    const reader = response.body!.getReader();
    await reader.read();
    await reader.cancel();
    expect((await server.get(`/v2/sessions/${id}`)).status).toBe(200);
    expect(server.reported).toEqual([]);
  });

  it("that cannot be read to its end is broken off, so that nobody takes it for the whole, and reported", async () => {
    const id = newSessionId();
    const filler = "x".repeat(100_000);
    for (let part = 0; part < 4; part++) await server.send(Array.from({ length: 20 }, () => spanOf(id, { filler })));
    const disk = new DatabaseSync(server.path);
    disk.exec("UPDATE chunks SET bytes = x'00' WHERE id = (SELECT max(id) FROM chunks)");
    disk.close();
    await expect(server.get(`/v2/sessions/${id}/export?format=ndjson`)).rejects.toThrow("terminated");
    expect(server.reported.join("")).toContain("an answer was broken off");
  });

  it("is told as a problem where there is none, or no such form", async () => {
    expect((await server.get(`/v2/sessions/${newSessionId()}/export?format=otlp`)).body.code).toBe("session_not_found");
    expect((await server.get(`/v2/sessions/x/export?format=xml`)).body.message).toBe(
      'query parameter format must be one of json, ndjson, otlp, csv, got "xml"',
    );
  });
});

describe("an export of many sessions", () => {
  it("has those that the filter selects, in every form", async () => {
    const [a, b, c] = [newSessionId(), newSessionId(), newSessionId()];
    for (const id of [a, b]) {
      await server.send([
        callOf(id),
        rootOf(id, "Success", { [key.ROOTSPAN_SESSION_TAGS]: ["out"], [key.ROOTSPAN_SESSION_NAME]: "-1+1" }),
      ]);
    }
    await server.send([span({ attributes: { "session.id": c } })]);
    const json = JSON.parse((await read("/v2/export?tag=out&order=asc")).text) as { sessions: object[] };
    expect(json.sessions).toEqual([
      (await server.get(`/v2/sessions/${a}/export`)).body,
      (await server.get(`/v2/sessions/${b}/export`)).body,
    ]);
    const types = linesOf((await read("/v2/export?format=ndjson")).text).map(
      (line) => (JSON.parse(line) as { type: string }).type,
    );
    expect(types.filter((type) => type === "session")).toHaveLength(3);
    expect(types.filter((type) => type === "span")).toHaveLength(5);
    expect(linesOf((await read("/v2/export?format=otlp&tag=out")).text)).toHaveLength(2);
    const csv = (await read("/v2/export?format=csv&tag=out")).text.split("\r\n");
    expect(csv).toHaveLength(4);
    expect(csv[1]).toContain(`,'-1+1,false,Success,`);
    expect((await read("/v2/export?tag=none")).text).toBe(`{"sessions":[]}`);
    expect((await read("/v2/export?tag=none&format=otlp")).text).toBe("");
  });
});

it.each<[string, string]>([
  ["plain", "plain"],
  ["=1+1", "'=1+1"],
  ["+1", "+1"],
  ["-5.5e3", "-5.5e3"],
  ["-2+3", "'-2+3"],
  [" =1", "' =1"],
  ["\t=1", "'\t=1"],
  ["@x", "'@x"],
  ["＝1", "'＝1"],
  ["a,b", '"a,b"'],
  ['=a,"b"', `"'=a,""b"""`],
  ["a\rb", '"a\rb"'],
])("a cell of %j is %j", (text, cell) => {
  expect(toCsvRow([text])).toBe(`${cell}\r\n`);
});
