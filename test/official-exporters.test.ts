/** OpenTelemetry's own exporters, of both lines and in both forms: what they send is what the server holds, to the nanosecond. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { serverForEachTest } from "./server-for-each-test.ts";

const server = serverForEachTest();
const run = promisify(execFile);

interface Exported {
  readonly traceId: string;
  readonly rootId: string;
  readonly childId: string;
}

it.each([
  [2, "json", "none"],
  [2, "proto", "gzip"],
  [3, "json", "gzip"],
  [3, "proto", "none"],
] as const)("of the %i.x line, as %s with compression %s", async (line, form, compression) => {
  const app = `test/hosts/opentelemetry-${line}/export-spans.ts`;
  const { stdout, stderr } = await run(process.execPath, [app, `${server.url}/v1/traces`, form, compression]);
  expect(stderr).toBe("");
  const { traceId, rootId, childId } = JSON.parse(stdout) as Exported;
  const { spans } = await server.get<{ spans: readonly unknown[] }>(
    "/v2/sessions/official%20exporters/spans?include=payload",
  );
  expect(spans).toHaveLength(2);
  expect(spans).toMatchObject([
    {
      trace_id: traceId,
      span_id: rootId,
      parent_span_id: null,
      name: "root",
      span_kind: 2,
      start_time_unix_nano: "1763900000123456789",
      end_time_unix_nano: "1763900000999999999",
      status: { code: 0, message: null },
      scope: { name: "official", version: "1.2.3" },
      attributes: {
        text: 'é 漢 🙂 \u0001 "quoted"',
        whole: 42,
        negative: -7,
        largest: Number.MAX_SAFE_INTEGER,
        fraction: 0.1,
        flag: true,
        texts: ["a", ""],
        numbers: [1, -2, 3],
        fractions: [0.5, 1.25],
        flags: [true, false],
        none: [],
        __proto__key: "own",
      },
    },
    {
      trace_id: traceId,
      span_id: childId,
      parent_span_id: rootId,
      name: "child",
      start_time_unix_nano: "1763900000123456790",
      end_time_unix_nano: "1763900000123456999",
      status: { code: 2, message: "went wrong" },
      events: [{ name: "noticed", time_unix_nano: "1763900000123456791", attributes: { count: 3 } }],
      links: [{ trace_id: traceId, span_id: rootId, attributes: { why: "because" } }],
    },
  ]);
});
