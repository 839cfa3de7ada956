/** `rootspan import`: every form that OTLP has in files, twice, and files that are broken. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import type { SpanRecord } from "@rootspan/model";
import { openServerUnderTest, type ServerUnderTest, toOtlp } from "../http/server-under-test.ts";
import { message } from "../otlp/write-request.ts";
import { callOf, newSessionId, spanOf } from "../spans.ts";
import { runHere } from "./terminal-under-test.ts";

let server: ServerUnderTest;
let folder: string;

beforeEach(async () => {
  server = await openServerUnderTest();
  folder = mkdtempSync(join(tmpdir(), "rootspan-import-"));
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const lineOf = (...spans: readonly SpanRecord[]): string => JSON.stringify(toOtlp(spans));
/** Without any attributes. */
const protobufOf = (...spans: readonly SpanRecord[]): Buffer => {
  const ids = spans.map(({ traceId, spanId }) =>
    message(2, Buffer.concat([message(1, Buffer.from(traceId, "hex")), message(2, Buffer.from(spanId, "hex"))])),
  );
  return message(1, message(2, Buffer.concat(ids)));
};
const spansHeld = async (): Promise<number> => (await server.get("/v2/project")).body.holds.spans;
const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const run = (...paths: readonly string[]) => runHere(["import", ...paths, "--url", server.url]);

it.each<[string, (id: string) => string | Uint8Array]>([
  ["lines.jsonl", (id) => `${lineOf(callOf(id))}\n\n${lineOf(spanOf(id), spanOf(id))}\n`],
  ["lines.json", (id) => `${lineOf(callOf(id))}\n${lineOf(spanOf(id), spanOf(id))}`],
  ["pretty.json", (id) => JSON.stringify(toOtlp([callOf(id), spanOf(id), spanOf(id)]), null, 2)],
  ["list.json", (id) => JSON.stringify([toOtlp([callOf(id)]), toOtlp([spanOf(id), spanOf(id)])])],
  ["lines.jsonl.gz", (id) => gzipSync(`${lineOf(callOf(id))}\n${lineOf(spanOf(id), spanOf(id))}\n`)],
  ["lines.ndjson.zst", (id) => zstdCompressSync(`${lineOf(callOf(id))}\n${lineOf(spanOf(id), spanOf(id))}\n`)],
  ["request.pb", (id) => protobufOf(callOf(id), spanOf(id), spanOf(id))],
  ["request.binpb.gz", (id) => gzipSync(protobufOf(callOf(id), spanOf(id), spanOf(id)))],
])("takes %s, and taking it again changes nothing", async (name, content) => {
  const path = write(name, content(newSessionId()));
  for (const _ of [1, 2]) {
    expect(await run(path)).toMatchObject({ status: 0, out: expect.stringMatching(/^imported 1 file, /), error: "" });
    expect(await spansHeld()).toBe(3);
  }
});

it("takes the journals that lie in a folder, and leaves what is no spans", async () => {
  const id = newSessionId();
  mkdirSync(join(folder, "12-00000000000000ab.journal"));
  write("12-00000000000000ab.journal/0000000000000000.jsonl", `${lineOf(callOf(id))}\n`);
  write("12-00000000000000ab.journal/0000000000000900.jsonl", `${lineOf(spanOf(id))}\n`);
  write("12-00000000000000ab.journal/owner.json", `{"format":1}`);
  write("12-00000000000000ab.journal/acknowledged", "0");
  write("12-00000000000000ac.refused", `${lineOf(spanOf(id))}\n`);
  expect(await run(folder)).toMatchObject({ status: 0, out: expect.stringMatching(/^imported 3 files/) });
  expect(await spansHeld()).toBe(3);
});

it("imports the rest of a file with broken lines, tells which they are, and fails", async () => {
  const id = newSessionId();
  const bad = { ...spanOf(id), spanId: "0".repeat(16) };
  const path = write(
    "torn.jsonl",
    `${lineOf(callOf(id))}\n{"resourceLogs":[]}\n${lineOf(bad)}\n${lineOf(spanOf(id)).slice(0, -9)}`,
  );
  const { status, error } = await run(path);
  expect(status).toBe(1);
  expect(error).toContain(`${path}, line 2: holds no spans`);
  expect(error).toContain(`${path}, line 4: is not JSON; it may be cut off`);
  expect(error).toContain(`${path}: spans rejected: 1 with a span id that is all zero`);
  expect(error).toContain("3 faults, 1 rejected span; all else was imported");
  expect(await spansHeld()).toBe(1);
});

it.each<[string, string, string | Uint8Array, string]>([
  ["prose", "notes.json", "Dear diary", "is neither OTLP/JSON nor lines of it"],
  ["JSON of another kind", "other.json", `{"a":1}`, "holds no spans"],
  ["cut gzip", "cut.jsonl.gz", gzipSync("x".repeat(99)).subarray(0, 20), "cannot read"],
  ["nonsense in protobuf", "bad.pb", Buffer.from([0x0a, 5, 1]), "a length of 5 where 1 bytes are left"],
])("refuses %s", async (_what, name, content, message) => {
  const { status, error } = await run(write(name, content));
  expect(status).toBe(1);
  expect(error).toContain(message);
});

it("says when there is nothing, and shows how far it is where people see it", async () => {
  expect(await run(join(folder, "none"))).toMatchObject({ status: 1, error: expect.stringContaining("there is no ") });
  expect(await run(folder)).toMatchObject({ status: 1, error: expect.stringContaining("there is nothing to import") });
  expect(await run()).toMatchObject({ status: 2, error: expect.stringContaining("PATH… is needed") });
  const path = write("one.jsonl", `${lineOf(callOf(newSessionId()))}\n`);
  const shown = await runHere(["import", path, "--url", server.url], { showsProgress: true });
  expect(shown.error).toMatch(/\r.*importing \[█+\] 100 %/);
});

it("many lines go in few requests", async () => {
  const id = newSessionId();
  const lines = Array.from({ length: 3_000 }, () => lineOf(spanOf(id, { text: "x".repeat(1_000) })));
  const path = write("many.jsonl", lines.join("\n"));
  const { out } = await runHere(["import", path, "--json", "--url", server.url]);
  expect(JSON.parse(out)).toEqual({ files: 1, requests: 3, rejectedSpans: 0, faults: 0 });
  expect(await spansHeld()).toBe(3_000);
});
