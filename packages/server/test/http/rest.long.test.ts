/** REST with much of everything: a session of 100,000 spans, and thousands of requests that nobody would send. */
import fc from "fast-check";
import { callOf, newSessionId, rootOf, spanOf } from "../spans.ts";
import { anyRequestOf, ask } from "./any-request-of.ts";
import { createFindFault, readDocument } from "./openapi-document.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

const SPANS = 100_000;
const SPANS_A_REQUEST = 1_000;
const MB = 1_000_000;
const REQUESTS = 3_000;

jest.setTimeout(600_000);

let server: ServerUnderTest;

beforeEach(async () => {
  server = await openServerUnderTest();
});

afterEach(() => server.close());

it("exports a session of 100,000 spans whole, in every form, while little of it is in memory", async () => {
  const id = newSessionId();
  const filler = "word ".repeat(200);
  for (let sent = 0; sent < SPANS; sent += SPANS_A_REQUEST) {
    await server.send(Array.from({ length: SPANS_A_REQUEST }, () => spanOf(id, { filler })));
  }
  await server.send([rootOf(id, "Success")]);
  const forms = [
    ["json", /"span_id":/g, SPANS + 1],
    ["ndjson", /\n/g, SPANS + 3],
    ["otlp", /"spanId":/g, SPANS + 1],
    ["csv", /\r\n/g, SPANS + 2],
  ] as const;
  for (const [format, mark, expected] of forms) {
    const response = await fetch(new URL(`/v2/sessions/${id}/export?format=${format}`, server.url));
    let [marks, highest] = [0, 0];
    let tail = "";
    for await (const chunk of response.body!) {
      const text = tail + Buffer.from(chunk as Uint8Array).toString();
      // A mark may be cut in two.
      tail = text.slice(-20);
      marks += [...text.matchAll(mark)].length - [...tail.matchAll(mark)].length;
      highest = Math.max(highest, process.memoryUsage().heapUsed);
    }
    marks += [...tail.matchAll(mark)].length;
    expect([format, marks]).toEqual([format, expected]);
    expect(highest).toBeLessThan(1_000 * MB);
  }
});

it("answers 3,000 requests of any kind as its document says", async () => {
  const known = newSessionId();
  await server.send([callOf(known), rootOf(known, "Success")]);
  const document = await readDocument(server);
  const findFault = createFindFault(document);
  await fc.assert(
    fc.asyncProperty(anyRequestOf(document, known), async ({ route, path, init }) => {
      const answer = await ask(server, path, init);
      expect(answer.status).toBeLessThan(500);
      if (answer.status === 404 && answer.body?.code === "not_found") return;
      expect({ path, init, fault: findFault(route, answer) }).toEqual({ path, init, fault: undefined });
    }),
    { numRuns: REQUESTS },
  );
  expect(server.reported).toEqual([]);
});
