/** `rootspan doctor`: says what would send where, and what keeps it from arriving. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { once } from "node:events";
import { type AddressInfo } from "node:net";
import { randomUUID } from "node:crypto";
import { checkPackages } from "../../src/cli/doctor/check-packages.ts";
import { openServerUnderTest, type ServerUnderTest } from "../http/server-under-test.ts";
import { callOf, newSessionId } from "../spans.ts";
import { runHere } from "./terminal-under-test.ts";

let server: ServerUnderTest;
let folder: string;

beforeEach(async () => {
  server = await openServerUnderTest();
  folder = mkdtempSync(join(tmpdir(), "rootspan-doctor-"));
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const run = (environment: Record<string, string>, ...args: readonly string[]) =>
  runHere(["doctor", ...args], { environment: { XDG_STATE_HOME: folder, ...environment } });

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

it("finds nothing wrong where nothing is, and leaves no trace at the server", async () => {
  await server.send([callOf(newSessionId())]);
  const { status, out, error } = await run({ ROOTSPAN_ENDPOINT: server.url, ROOTSPAN_SERVICE_NAME: "shop" });
  expect({ status, error }).toEqual({ status: 0, error: "" });
  expect(out).toContain(`${server.url}/v1/traces takes spans`);
  expect(out).toMatch(/project +default \([0-9a-f-]{36}\) holds 1 session, 1 span, /);
  expect(out).toContain(`ROOTSPAN_ENDPOINT=${server.url}  ROOTSPAN_SERVICE_NAME=shop`);
  expect(out).toMatch(/versions +rootspan 0.1.0 on Node.js/);
  expect(out).toContain(`nothing waits: there is no ${join(folder, "rootspan/journal")}`);
});

it("shows no key, and says when it is wrong", async () => {
  const key = randomUUID();
  const { status, out, error } = await run({ ROOTSPAN_ENDPOINT: server.url, ROOTSPAN_API_KEY: key });
  expect(status).toBe(1);
  expect(out).toContain("ROOTSPAN_API_KEY=…");
  expect(out).toMatch(/✗ receiver +.*invalid API key \(401\)/);
  expect(out + error).not.toContain(key);
});

it("looks where OpenTelemetry's variables point, as the library does", async () => {
  const asks = async (environment: Record<string, string>) => (await run(environment)).out;
  expect(await asks({ OTEL_EXPORTER_OTLP_ENDPOINT: `${server.url}/` })).toContain(
    `${server.url}/v1/traces takes spans`,
  );
  const both = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9", ROOTSPAN_ENDPOINT: server.url };
  expect(await asks(both)).toContain(`${server.url}/v1/traces takes spans`);
  const refused = await run({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://127.0.0.1:9/v1/traces" });
  expect(refused).toMatchObject({ status: 1 });
  expect(refused.out).toContain("cannot reach http://127.0.0.1:9");
});

it("tells a collector from a server of ours, and something else from both", async () => {
  const collector = createServer((request, response) => {
    response.writeHead(request.url === "/v1/traces" ? 200 : 404).end("{}");
  }).listen(0, "127.0.0.1");
  await once(collector, "listening");
  const url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  const { status, out } = await run({}, "--url", url);
  expect(status).toBe(0);
  expect(out).toContain("the receiver is no server of rootspan");
  expect((await run({}, "--url", `${url}/elsewhere`)).out).toContain("does not take spans: Not Found (404)");
  collector.close();
});

it("finds spans that wait in journals, by whether their process lives", async () => {
  const dead = "rootspan/journal/aa/bb/999999999-00000000000000aa.journal";
  const alive = `rootspan/journal/aa/bb/${process.pid}-00000000000000bb.journal`;
  write(`${dead}/0000000000000000.jsonl`, "one\ntwo\n");
  write(`${dead}/0000000000000008.jsonl`, "three\n");
  write(`${dead}/acknowledged`, "0000000000000004 0000000000000000\n");
  write(`${alive}/0000000000000000.jsonl`, "one\n");
  write("rootspan/journal/aa/bb/12-00000000000000cc.refused", "x".repeat(2_048));
  const { status, out } = await run({ ROOTSPAN_ENDPOINT: server.url });
  expect(status).toBe(1);
  expect(out).toContain(`2 spans of process 999999999 wait in ${join(folder, dead)}; it is dead`);
  expect(out).toContain(`1 span of process ${process.pid} waits in ${join(folder, alive)}; it runs, and sends them`);
  expect(out).toContain("a receiver refused 2.0 KiB for good");
  const elsewhere = await run({ ROOTSPAN_ENDPOINT: server.url, ROOTSPAN_JOURNAL: join(folder, "elsewhere") });
  expect(elsewhere.out).toContain(`there is no ${join(folder, "elsewhere")}`);
});

it("tells of variables that keep spans away, and of slips", async () => {
  const { status, out } = await run({
    ROOTSPAN_ENDPOINT: server.url,
    ROOTSPAN_JOURNAL: "false",
    ROOTSPAN_INSTRUMENT: "0",
    TRACEPARENT: "00-0-0-01",
    ROOTSPAN_SERVER_PROT: "1",
  });
  expect(status).toBe(1);
  expect(out).toContain("! journal          ROOTSPAN_JOURNAL is off");
  expect(out).toContain("! instrumentation  ROOTSPAN_INSTRUMENT is off");
  expect(out).toContain("! sessions         TRACEPARENT is set");
  expect(out).toContain("✗ environment      ROOTSPAN_SERVER_PROT is no variable of the server");
});

it("finds versions of packages that do not fit together", () => {
  const install = (path: string, version: string): void => {
    write(`app/node_modules/${path}/package.json`, JSON.stringify({ version }));
  };
  install("rootspan", "0.1.0");
  install("@opentelemetry/api", "1.9.0");
  install("other/node_modules/@opentelemetry/api", "1.8.0");
  install(".pnpm/thing@1/node_modules/@opentelemetry/api", "2.0.0");
  install("other/node_modules/rootspan", "0.0.9");
  const found = checkPackages(join(folder, "app")).map(({ verdict, text }) => `${verdict} ${text}`);
  expect(found[0]).toBe("ok @opentelemetry/api 1.8.0 and 1.9.0 and 2.0.0, rootspan 0.0.9 and 0.1.0");
  expect(found).toContain("problem @opentelemetry/api 1.8.0 does not fit: at least 1.9 and below 2 is needed");
  expect(found).toContain("problem @opentelemetry/api 2.0.0 does not fit: at least 1.9 and below 2 is needed");
  expect(found).toContain(
    "note there are 3 versions of @opentelemetry/api: an older one does not see spans of a newer one",
  );
  expect(found).toContain("problem there are several versions of rootspan: each has sessions of its own");
  expect(checkPackages(folder)[0]!.verdict).toBe("note");
});

it("gives programs JSON", async () => {
  const { out } = await run({ ROOTSPAN_ENDPOINT: server.url }, "--json");
  expect(JSON.parse(out)).toContainEqual({
    verdict: "ok",
    subject: "receiver",
    text: `${server.url}/v1/traces takes spans`,
  });
});
