/** Flags, variables and a file: which one counts, and what is said of those that cannot be used. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SettingsError } from "../src/index.ts";
import { gatherOptions } from "../src/settings/gather-options.ts";
import { OPTION_NAMES, OPTION_TABLE } from "../src/settings/option-table.ts";
import { toSettings } from "../src/settings/to-settings.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rootspan-settings-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  const path = join(folder, `${Math.random()}.json`);
  writeFileSync(path, content);
  return path;
}

function faultsOf(options: object): readonly string[] {
  try {
    toSettings(options);
    return [];
  } catch (error) {
    return (error as SettingsError).faults.map(({ option, message }) => `${option} ${message}`);
  }
}

it("a flag wins over a variable, a variable over the file, the file over the default", () => {
  const path = file(`{"port": 1, "host": "h1", "maxBody": "1MiB", "allowAnonymous": true}`);
  const { options, nameOf, faults } = gatherOptions({
    flags: { port: "3" },
    environment: { ROOTSPAN_SERVER_PORT: "2", ROOTSPAN_SERVER_HOST: "h2", ROOTSPAN_SERVER_MAX_BODY: "" },
    file: path,
  });
  expect(faults).toEqual([]);
  expect(options).toEqual({ port: "3", host: "h2", maxBody: "1MiB", allowAnonymous: true });
  expect(["port", "host", "maxBody"].map(nameOf)).toEqual(["--port", "ROOTSPAN_SERVER_HOST", `maxBody in ${path}`]);
  expect(toSettings(options)).toMatchObject({ port: 3, maxBodyBytes: 1_048_576, idleTimeoutMs: 900_000 });
});

it.each([
  ["none", () => join(folder, "none.json"), "cannot read"],
  ["no JSON", () => file("port: 1"), "is not JSON"],
  ["no object", () => file("[1]"), "must hold a JSON object of options"],
])("a file that is %s is told", (_what, path, message) => {
  const { faults } = gatherOptions({ flags: {}, environment: {}, file: path() });
  expect(faults).toEqual([expect.stringContaining(message)]);
});

it("a variable that is nobody's is told, as it may be a slip", () => {
  const { faults } = gatherOptions({ flags: {}, environment: { ROOTSPAN_SERVER_PROT: "1", ROOTSPAN_ENDPOINT: "x" } });
  expect(faults).toEqual([expect.stringMatching(/^ROOTSPAN_SERVER_PROT is no variable of the server; there are /)]);
});

it("the defaults are allowed, and every fault is told at once with its value", () => {
  expect(faultsOf(Object.fromEntries(OPTION_NAMES.map((name) => [name, OPTION_TABLE[name].byDefault])))).toEqual([]);
  const wrong = Object.fromEntries(OPTION_NAMES.map((name) => [name, { not: "allowed" }]));
  const faults = faultsOf({ ...wrong, colour: "red", now: 1 });
  expect(faults).toHaveLength(OPTION_NAMES.length + 2);
  for (const name of OPTION_NAMES) {
    expect(faults).toContain(`${name} must be ${OPTION_TABLE[name].allowed}, got [object Object]`);
  }
});

it.each<[keyof typeof OPTION_TABLE, unknown, unknown]>([
  ["port", "0", 0],
  ["port", 65_535, 65_535],
  ["port", "", undefined],
  ["port", "-1", undefined],
  ["port", "1.5", undefined],
  ["port", true, undefined],
  ["basePath", "/agents/rootspan/", "/agents/rootspan"],
  ["basePath", "/", ""],
  ["basePath", "agents", undefined],
  ["basePath", "/a/../b", undefined],
  ["basePath", "/a b", undefined],
  ["basePath", "//evil.example", undefined],
  ["trustProxy", true, true],
  ["trustProxy", "false", false],
  ["trustProxy", "10.0.0.0/8, loopback,::1", ["10.0.0.0/8", "loopback", "::1"]],
  ["trustProxy", "10.0.0.0/33", undefined],
  ["trustProxy", "proxy.internal", undefined],
  ["cors", "https://a.example,http://localhost:3000", ["https://a.example", "http://localhost:3000"]],
  ["cors", "https://a.example/", undefined],
  ["cors", "*", undefined],
  ["cors", "null", undefined],
  ["allowAnonymous", "1", true],
  ["allowAnonymous", "yes", undefined],
  ["store", "sqlite:a:b.db", { kind: "sqlite", path: "a:b.db" }],
  ["store", "sqlite:", undefined],
  ["store", "clickhouse:http://me:pw@db:8123/agents", { kind: "clickhouse", url: "http://me:pw@db:8123/agents" }],
  ["store", "clickhouse:https://db", { kind: "clickhouse", url: "https://db" }],
  ["store", "clickhouse:db:8123", undefined],
  ["store", "clickhouse:http://db/a/b", undefined],
  ["store", "clickhouse:http://db/a?compression=1", undefined],
  ["store", "clickhouse:http://db/a`b", undefined],
  ["store", "clickhouse:http://me:50%off@db", undefined],
  ["maxBody", 1_024, 1_024],
  ["maxBody", 1_023, undefined],
  ["maxBody", null, undefined],
  ["idleTimeout", "1.5h", 5_400_000],
  ["requestTimeout", "2d", undefined],
  ["logFormat", "json", "json"],
  ["logFormat", "JSON", undefined],
  ["logLevel", "trace", undefined],
])("%s of %j is %j", (option, given, value) => {
  expect(OPTION_TABLE[option].read(given)).toEqual(value);
});

it.each([
  ["store", "clickhouse:me:secret@db:8123", "clickhouse:***@db:8123"],
  ["store", "clickhouse:http://me:sec/r@et@db:8123/agents", "clickhouse:http://***@db:8123/agents"],
  ["store", "clickhouse:http://db/agents?user=me&password=secret", "clickhouse:http://db/agents?***"],
  ["store", "clickhouse:http://me:secret", "clickhouse:http://me:***"],
  ["store", "http://me:secret@db/agents", "http://***@db/agents"],
  ["store", "clickhouse:http://db:8123/my-agents", "clickhouse:http://db:8123/my-agents"],
  ["store", "./rootspan.db", "./rootspan.db"],
  ["traceTo", "http://me:secret@db/v1?a", "http://***@db/v1?***"],
  ["traceHeaders", "authorization=secret,x team=se=cret", "authorization=***,x team=***"],
] as const)("what is told of %s %s shows nothing that is secret", (option, given, shown) => {
  expect(faultsOf({ [option]: given })).toEqual([
    `${option} must be ${OPTION_TABLE[option].allowed}, got ${JSON.stringify(shown)}`,
  ]);
});
