/** `GET /metrics`: numbers that agree with what happened, in the form that Prometheus reads. */
import { readFileSync } from "node:fs";
import { MetricRegistry } from "../../src/metrics/metric-registry.ts";
import { newSessionId, span, spanOf } from "../spans.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

let server: ServerUnderTest;

beforeEach(async () => {
  server = await openServerUnderTest();
});

afterEach(() => server.close());

const SAMPLE = /^([a-z_][a-z0-9_]*)(\{(?:[a-z_]+="(?:[^"\\\n]|\\.)*"(?:,(?!\})|(?=\})))+\})? (\S+)$/;

/** By name and labels. */
async function scrape(): Promise<Readonly<Record<string, number>>> {
  const answer = await server.get("/metrics");
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const samples = answer.bytes
    .toString()
    .trimEnd()
    .split("\n")
    .filter((line) => !/^# (?:HELP [a-z_]+ .+|TYPE [a-z_]+ (?:counter|gauge|histogram))$/.test(line))
    .map((line): [string, number] => {
      const [, name, labels = "", value] = SAMPLE.exec(line)!;
      return [name! + labels, Number(value)];
    });
  return Object.fromEntries(samples);
}

it("counts what was received, what was refused and why, and what was answered", async () => {
  const id = newSessionId();
  const zero = "0".repeat(16);
  await server.send([spanOf(id), spanOf(id), span({ spanId: zero }), span({ spanId: zero }), span({ traceId: "ab" })]);
  await server.get(`/v2/sessions/${id}`);
  await server.get("/no/such/route?secret=1");
  const numbers = await scrape();
  expect(numbers).toMatchObject({
    rootspan_received_spans_total: 2,
    'rootspan_rejected_spans_total{reason="span_id_zero"}': 2,
    'rootspan_rejected_spans_total{reason="trace_id_length"}': 1,
    rootspan_append_seconds_count: 1,
    'rootspan_append_seconds_bucket{le="+Inf"}': 1,
    'rootspan_http_requests_total{method="POST",route="/v1/traces",status="200"}': 1,
    'rootspan_http_requests_total{method="GET",route="/v2/sessions/:id",status="200"}': 1,
    'rootspan_http_requests_total{method="GET",route="none",status="404"}': 1,
    rootspan_http_request_seconds_count: 3,
  });
  expect(numbers["rootspan_received_bytes_total"]).toBeGreaterThan(500);
  expect(numbers["process_resident_memory_bytes"]).toBeGreaterThan(1e7);
  expect(JSON.stringify(numbers)).not.toMatch(new RegExp(`secret|${id}`));
});

it("needs a key where reading does", async () => {
  await server.close();
  server = await openServerUnderTest({ host: "0.0.0.0" }, ["acme"]);
  expect((await server.get("/metrics")).status).toBe(401);
  expect((await server.get("/metrics", { authorization: `Bearer ${server.keys[0]}` })).status).toBe(200);
});

it("docs/server.md lists every metric with its type, and no other", async () => {
  const page = readFileSync("docs/server.md", "utf8");
  const listed = [...page.matchAll(/^\| `([a-z_]+)` +\| (counter|gauge|histogram) /gm)].map(([, ...row]) =>
    row.join(" "),
  );
  const text = (await server.get("/metrics")).bytes.toString();
  const told = [...text.matchAll(/^# TYPE ([a-z_]+) (\w+)$/gm)].map(([, ...row]) => row.join(" "));
  expect(listed.toSorted()).toEqual(told.toSorted());
});

it("a histogram counts each value in every bucket that it is below, and labels cannot break a line", async () => {
  const registry = new MetricRegistry();
  const seconds = registry.histogram("seconds", "Time.", [1, 5]);
  for (const value of [0.5, 1, 3, 9]) seconds.observe(value);
  registry.counter("odd_total", "Odd.").add(1, { of: 'a"b\nc\\' });
  expect(await registry.toText()).toBe(
    '# HELP seconds Time.\n# TYPE seconds histogram\nseconds_bucket{le="1"} 2\nseconds_bucket{le="5"} 3\n' +
      'seconds_bucket{le="+Inf"} 4\nseconds_sum 13.5\nseconds_count 4\n' +
      '# HELP odd_total Odd.\n# TYPE odd_total counter\nodd_total{of="a\\"b\\nc\\\\"} 1\n',
  );
});
