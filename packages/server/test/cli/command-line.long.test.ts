/** The program as people start it: what it prints, how it exits, and what it refuses. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { once } from "node:events";
import { runHere } from "./terminal-under-test.ts";

const PROGRAM = ["--conditions=@rootspan/source", resolve(__dirname, "../../src/main.ts")];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rootspan-cli-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]): { status: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...PROGRAM, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, out: stdout, error: stderr };
}

/** Starts a server; resolves with its one line. */
async function serve(
  ...args: readonly string[]
): Promise<{ child: ChildProcess; line: string; url: string; all: () => string }> {
  const child = spawn(process.execPath, [...PROGRAM, "serve", "--port", "0", ...args], { cwd: folder });
  let printed = "";
  child.stderr.on("data", (chunk) => (printed += String(chunk)));
  child.stdout.on("data", (chunk) => (printed += String(chunk)));
  const [line] = (await once(child.stdout, "data")).map(String);
  return { child, line: line!, url: /http:\S+/.exec(line!)![0], all: () => printed };
}

describe("rootspan serve", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("prints one line, serves, and ends as %s ends a process", async (signal) => {
    const { child, line, url, all } = await serve();
    expect(line).toBe(`rootspan is listening on ${url}  (store: sqlite:./rootspan.db, project: default)\n`);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const upload = fetch(`${url}/v1/traces`, {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    });
    expect((await upload).status).toBe(200);
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([null, signal]);
    expect(all()).toBe(line);
  });

  it("keeps a second server from its store", async () => {
    const { child } = await serve();
    expect(run("serve", "--port", "0")).toEqual({
      status: 1,
      out: "",
      error: "rootspan serve: another rootspan server is using the store ./rootspan.db\n",
    });
    child.kill("SIGKILL");
    await once(child, "exit");
    const next = await serve();
    next.child.kill();
    await once(next.child, "exit");
  });

  it("says what is wrong with its options, all at once", async () => {
    const wrong = run("serve", "--prot", "1", "--store");
    expect(wrong).toMatchObject({ status: 2, out: "" });
    expect(wrong.error).toMatch(
      /^rootspan serve: unknown option --prot; allowed are --port, .*, --help\nrootspan serve: --store needs a value: --store STORE\nsee rootspan serve --help\n$/,
    );
    const { status, error } = await runHere([
      "serve",
      "--port",
      "65536",
      "--max-body=5zz",
      "--max-artifact-size=1",
      "--idle-timeout",
      "never",
      "--store",
      "pg:x",
    ]);
    expect(status).toBe(2);
    expect(error).toContain(`--port must be a whole number from 0 to 65535, got "65536"`);
    expect(error).toContain(`--max-body must be a size from 1KiB to 256MiB, as 64MiB, got "5zz"`);
    expect(error).toContain(`--max-artifact-size must be a size from 1KiB to 1024GiB, as 256MiB, got "1"`);
    expect(error).toContain(`--idle-timeout must be a duration from 1s to 3650d, as 15m, got "never"`);
    expect(error).toContain(`--store must be sqlite:PATH or clickhouse:http://HOST:PORT/DATABASE, got "pg:***"`);
  });

  it.each([
    [["serve", "extra"], `unexpected "extra"`],
    [["serve", "--allow-anonymous=no"], "--allow-anonymous takes no value"],
    [["serve", "--port", "--host"], "--port needs a value"],
    [["keys", "create"], "--project NAME is needed"],
    [["keys", "create", "--project", "a/b"], "--project must be 1 to 100 letters"],
    [
      ["keys", "create", "--project", "a", "--scope", "write"],
      `--scope must be one of full, read, ingest, got "write"`,
    ],
    [["keys", "revoke"], "ID is needed"],
    [["keys"], "unknown command keys"],
    [["swerve"], "unknown command swerve"],
    [[], "a command is needed"],
  ])("exits with 2 for %j", async (args, message) => {
    const { status, out, error } = await runHere(args);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(error).toContain(message);
  });

  it("exits with 1 where it cannot start, and says why", async () => {
    const { child, url } = await serve("--store", "sqlite:one.db");
    const { port } = new URL(url);
    expect(run("serve", "--port", port, "--store", "sqlite:two.db")).toMatchObject({
      status: 1,
      error: `rootspan serve: cannot listen on 127.0.0.1:${port}: the port is in use\n`,
    });
    child.kill();
    await once(child, "exit");
    expect(await runHere(["serve", "--store", "sqlite:no/such/folder.db"])).toMatchObject({ status: 1, out: "" });
  });
});

describe("rootspan keys", () => {
  it("makes a key that a running server takes, shows it once, and takes it back", async () => {
    const { child, url } = await serve("--host", "0.0.0.0", "--allow-anonymous");
    const created = run("keys", "create", "--project", "acme");
    expect(created).toMatchObject({ status: 0, error: "" });
    const key = created.out.trim();
    expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const ask = async () => (await fetch(`${url}/v2/project`, { headers: { "x-agentops-api-key": key } })).status;
    expect(await ask()).toBe(200);

    const listed = run("keys", "list").out;
    expect(listed).toMatch(/^[0-9a-f]{12}  \d{4}-\d\d-\d\dT\S+Z  full    acme\n$/);
    expect(listed).not.toContain(key.slice(0, 8));

    expect(run("keys", "revoke", listed.slice(0, 12))).toMatchObject({
      status: 0,
      out: `revoked ${listed.slice(0, 12)}\n`,
    });
    expect(await ask()).toBe(401);
    expect(
      await runHere(["keys", "revoke", "nobody", "--store", `sqlite:${join(folder, "rootspan.db")}`]),
    ).toMatchObject({
      status: 1,
      error: expect.stringContaining("there is no key nobody"),
    });
    child.kill();
    await once(child, "exit");
  });

  it("lists nothing where there is no store, and makes none", async () => {
    expect(await runHere(["keys", "list", "--store", "sqlite:none.db"])).toMatchObject({
      status: 1,
      error: "rootspan keys list: there is no store none.db\n",
    });
  });
});

it("tells its commands, their options and its version", async () => {
  expect(await runHere(["--help"])).toMatchObject({
    status: 0,
    out: expect.stringContaining("rootspan keys revoke ID"),
  });
  expect(await runHere(["serve", "--help"])).toMatchObject({
    status: 0,
    out: expect.stringContaining("--idle-timeout TIME"),
  });
  expect(await runHere(["--version"])).toEqual({ status: 0, out: "0.1.0\n", error: "" });
});
