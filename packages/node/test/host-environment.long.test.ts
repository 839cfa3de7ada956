/** What a session tells of its machine and its application, and that to find out disturbs neither. */
import { execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import fileSystem from "node:fs/promises";
import os from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { isTracingSuppressed } from "@opentelemetry/core";
import type { HostEnvironment } from "@rootspan/model";
import { openDeadline } from "../src/host-environment/deadline.ts";
import { gatherHostEnvironment } from "../src/host-environment/gather-host-environment.ts";
import { listPackages } from "../src/host-environment/installed-packages.ts";
import { mountOf, parseDiskTypes, parseMounts } from "../src/host-environment/mounts.ts";
import { parseCpuList, parseProcStat, usageBetween } from "../src/host-environment/processors.ts";

const GATHER = pathToFileURL(join(__dirname, "../src/host-environment/gather-host-environment.ts")).href;

const SOURCES = "--conditions=@rootspan/source";

/** Prints what was gathered. */
const PRINT = `
  import { gatherHostEnvironment } from "${GATHER}";
  const alive = setInterval(() => {}, 1_000);
  process.stdout.write(JSON.stringify(await gatherHostEnvironment("full", { rootspan: "1.2.3" })));
  clearInterval(alive);
`;

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder with these files: path → text, or what becomes JSON. */
function createFolder(files: Readonly<Record<string, unknown>> = {}): string {
  const folder = mkdtempSync(join(realpathSync(os.tmpdir()), "rootspan-host-"));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

function run(command: string, commandArguments: readonly string[], cwd: string, variables = {}): Promise<Run> {
  const child = spawn(command, commandArguments, { cwd, env: { PATH: process.env["PATH"], ...variables } });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => void (output += chunk));
  child.stderr.on("data", (chunk) => void (errors += chunk));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output, errors })));
}

/** What a process of its own gathers. It must end well and print nothing else. */
async function gatherIn(
  cwd: string,
  script: string,
  nodeOptions: readonly string[] = [],
  variables = {},
): Promise<HostEnvironment> {
  return toEnvironment(await run(process.execPath, [SOURCES, ...nodeOptions, script], cwd, variables));
}

function toEnvironment({ code, output, errors }: Run): HostEnvironment {
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  return JSON.parse(output) as HostEnvironment;
}

const packagesOf = (environment: HostEnvironment) => environment["Installed Packages"]?.["Installed Packages"];
const inGigabytes = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(2)} GB`;

describe("a full environment", () => {
  it("tells of the machine what Node.js tells", async () => {
    const environment = await gatherHostEnvironment("full", { rootspan: "1.2.3" });
    expect(Object.keys(environment)).toEqual([
      "SDK",
      "OS",
      "CPU",
      "RAM",
      "Disk",
      "Installed Packages",
      "Project Working Directory",
      "Virtual Environment",
    ]);
    expect(environment.SDK).toMatchObject({
      "Rootspan SDK Version": "1.2.3",
      "Node Version": process.versions.node,
      "System Packages": { v8: process.versions.v8, openssl: process.versions.openssl },
    });
    expect(environment.SDK?.["System Packages"]).not.toHaveProperty("node");
    expect(environment.OS).toEqual({
      Hostname: os.hostname(),
      OS: os.type(),
      "OS Version": os.version(),
      "OS Release": os.release(),
    });
    expect(environment.CPU).toMatchObject({
      "Total cores": os.cpus().length,
      "Available cores": os.availableParallelism(),
    });
    expect(environment["Project Working Directory"]).toEqual({ "Project Working Directory": process.cwd() });
    expect(packagesOf(environment)).toMatchObject({
      jest: (JSON.parse(readFileSync("node_modules/jest/package.json", "utf8")) as { version: string }).version,
    });
  });

  it("has amounts that add up", async () => {
    const { CPU, RAM, Disk } = await gatherHostEnvironment("full", { rootspan: "1.2.3" });
    expect(CPU?.["Physical cores"]).toBeGreaterThan(0);
    expect(CPU?.["Physical cores"]).toBeLessThanOrEqual(CPU!["Total cores"]!);
    expect(CPU?.["CPU Usage"]).toMatch(/^(100|\d{1,2})\.\d%$/);
    expect(RAM?.Total).toBe(inGigabytes(os.totalmem()));
    expect(Number.parseFloat(RAM!.Used) + Number.parseFloat(RAM!.Available)).toBeCloseTo(
      Number.parseFloat(RAM!.Total),
      1,
    );
    expect(RAM?.Percentage).toMatch(/^\d{1,2}\.\d%$/);
    const size = await fileSystem.statfs(process.cwd());
    const own = Object.values(Disk!)[0]!;
    expect(process.cwd().startsWith(own.Mountpoint)).toBe(true);
    expect(own.Total).toBe(inGigabytes(size.blocks * (size.frsize ?? size.bsize)));
    expect(Number.parseFloat(own.Used)).toBeLessThanOrEqual(Number.parseFloat(own.Total));
    expect(Number.parseFloat(own.Percentage)).toBeLessThanOrEqual(100);
  });

  it("names the environment that nodeenv activated", async () => {
    const folder = createFolder({ "main.mjs": PRINT });
    const { "Virtual Environment": active } = await gatherIn(folder, "main.mjs", [], { NODE_VIRTUAL_ENV: "/srv/env" });
    expect(active).toEqual({ "Virtual Environment": "/srv/env" });
    const { "Virtual Environment": none } = await gatherIn(folder, "main.mjs");
    expect(none).toEqual({ "Virtual Environment": null });
  });
});

describe("a minimal environment", () => {
  it("has no name of the host or the user, no path and no list of packages", async () => {
    const environment = await gatherHostEnvironment("minimal", { rootspan: "1.2.3" });
    expect(Object.keys(environment)).toEqual(["SDK", "OS", "CPU", "RAM"]);
    expect(Object.keys(environment.OS!)).toEqual(["OS", "OS Version", "OS Release"]);
    const values = [environment.SDK, environment.OS, environment.CPU, environment.RAM]
      .flatMap((part) => Object.values({ ...part, ...environment.SDK?.["System Packages"] }))
      .filter((value) => typeof value === "string");
    expect(values).toContain(process.versions.node);
    for (const path of [os.homedir(), process.cwd()]) expect(JSON.stringify(environment)).not.toContain(path);
    // As words, because they may be as short as "vm", or "node", which versions of V8 end on.
    const words = values.flatMap((value) => value.split(/[\s:;,=@]+/));
    for (const name of [os.hostname(), os.userInfo().username]) expect(words).not.toContain(name);
    expect(values.filter((value) => /(^|\s)([a-z]:)?[/\\]/i.test(value))).toEqual([]);
  });
});

describe("the packages of an application", () => {
  it("are its direct dependencies, in the versions that npm installed", async () => {
    const workspace = createFolder({
      "node_modules/hoisted/package.json": { version: "4.0.0" },
      "node_modules/direct/package.json": { version: "9.9.9" },
      "app/package.json": {
        dependencies: {
          direct: "^1.0.0",
          "@scope/scoped": "*",
          hoisted: "4",
          missing: ">=1.2 <3",
          "missing-address": "git+https://user:secret@example.com/a.git",
          unversioned: "workspace:*",
          "../../outside": "1",
          odd: 7,
        },
        optionalDependencies: { "for-another-platform": "1", "for-this-platform": "1" },
        devDependencies: { "dev-installed": "1", "dev-missing": "1", direct: "0" },
      },
      "app/node_modules/direct/package.json": "\uFEFF" + JSON.stringify({ version: "1.4.2" }),
      "app/node_modules/@scope/scoped/package.json": { version: "2.0.0-rc.1" },
      "app/node_modules/unversioned/package.json": { name: "unversioned" },
      "app/node_modules/for-this-platform/package.json": { version: "1.0.1" },
      "app/node_modules/dev-installed/package.json": { version: "1.0.2" },
      // How its files are to be read, which is no application.
      "app/dist/package.json": { type: "module" },
      "app/dist/main.js": PRINT,
    });
    const environment = await gatherIn(createFolder(), join(workspace, "app/dist/main.js"));
    expect(packagesOf(environment)).toEqual({
      "@scope/scoped": "2.0.0-rc.1",
      "dev-installed": "1.0.2",
      direct: "1.4.2",
      "for-this-platform": "1.0.1",
      hoisted: "4.0.0",
      missing: ">=1.2 <3 (declared)",
      "missing-address": "(declared)",
      unversioned: "(no version)",
    });
  });

  it("are found behind the links of pnpm", async () => {
    const workspace = createFolder({
      "node_modules/.pnpm/linked@3.1.0/node_modules/linked/package.json": { version: "3.1.0" },
      "packages/sibling/package.json": { version: "0.5.0" },
      "packages/app/package.json": { dependencies: { linked: "^3", sibling: "workspace:^" } },
      "packages/app/main.mjs": PRINT,
    });
    mkdirSync(join(workspace, "packages/app/node_modules"));
    symlinkSync(
      "../../../node_modules/.pnpm/linked@3.1.0/node_modules/linked",
      join(workspace, "packages/app/node_modules/linked"),
    );
    symlinkSync("../../sibling", join(workspace, "packages/app/node_modules/sibling"));
    const environment = await gatherIn(workspace, join(workspace, "packages/app/main.mjs"));
    expect(packagesOf(environment)).toEqual({ linked: "3.1.0", sibling: "0.5.0" });
  });

  it("are those of the application that a tool of its own runs, and of a tool that is from elsewhere", async () => {
    const application = createFolder({
      "package.json": { dependencies: { tool: "1", other: "1" } },
      "node_modules/tool/package.json": { name: "tool", version: "1.0.0", dependencies: { inner: "2" } },
      "node_modules/tool/bin.mjs": PRINT,
      "node_modules/other/package.json": { version: "1.5.0" },
      "node_modules/inner/package.json": { version: "2.5.0" },
      "src/empty.txt": "",
    });
    const tool = join(application, "node_modules/tool/bin.mjs");
    const own = await gatherIn(join(application, "src"), tool);
    expect(packagesOf(own)).toEqual({ other: "1.5.0", tool: "1.0.0" });
    const store = createFolder({
      "links/node_modules/linked/package.json": { name: "linked" },
      "links/node_modules/linked/bin.mjs": PRINT,
    });
    symlinkSync(join(store, "links/node_modules/linked"), join(application, "node_modules/linked"));
    const linked = await gatherIn(application, "node_modules/linked/bin.mjs");
    expect(packagesOf(linked)).toEqual({ other: "1.5.0", tool: "1.0.0" });
    const global = await gatherIn(createFolder({ "package.json": { dependencies: { unrelated: "1" } } }), tool);
    expect(packagesOf(global)).toEqual({ inner: "2.5.0" });
  });

  it("are left out when package.json cannot be read, and nothing else is", async () => {
    const folder = createFolder({ "package.json": '{ "dependencies": { "a": ', "main.mjs": PRINT });
    const environment = await gatherIn(folder, "main.mjs");
    expect(packagesOf(environment)).toBeUndefined();
    expect(environment).toMatchObject({ SDK: {}, OS: {}, CPU: {}, RAM: {}, Disk: {} });
  });

  it("are none where what package.json lists is no list of packages", async () => {
    const manifest = { name: "app", dependencies: "all", devDependencies: ["a"], optionalDependencies: null };
    const folder = createFolder({ "package.json": manifest, "main.mjs": PRINT });
    expect(packagesOf(await gatherIn(folder, "main.mjs"))).toEqual({});
  });

  it("are 500 at most, and the others are counted", async () => {
    const names = Array.from({ length: 600 }, (_, index) => `package-${String(index).padStart(3, "0")}`);
    const folder = createFolder({
      "package.json": { dependencies: Object.fromEntries(names.map((name) => [name, "1"])) },
      "main.mjs": PRINT,
      ...Object.fromEntries(
        names.map((name, index) => [`node_modules/${name}/package.json`, { version: `1.0.${index}` }]),
      ),
    });
    const packages = packagesOf(await gatherIn(folder, "main.mjs"));
    expect(packages).toEqual({
      ...Object.fromEntries(names.slice(0, 500).map((name, index) => [name, `1.0.${index}`])),
      "(more)": "100 packages",
    });
  });

  it("never make the environment too long for a receiver", async () => {
    const names = Array.from({ length: 600 }, (_, index) => `${index}-${"n".repeat(200)}`).sort();
    const folder = createFolder({
      "package.json": { dependencies: Object.fromEntries(names.map((name) => [name, "^1.0.0"])) },
      "main.mjs": PRINT,
    });
    const environment = await gatherIn(folder, "main.mjs", [], { NODE_VIRTUAL_ENV: "/".repeat(100_000) });
    expect(JSON.stringify(environment).length).toBeLessThan(60_000);
    expect(environment).not.toHaveProperty("Virtual Environment");
    const { "(more)": more, ...listed } = packagesOf(environment)!;
    expect(Object.keys(listed).length).toBeGreaterThan(100);
    expect(new Set(Object.keys(listed))).toEqual(new Set(names.slice(0, Object.keys(listed).length)));
    expect(more).toBe(`${600 - Object.keys(listed).length} packages`);
  });

  it("are cut from the end of the alphabet", () => {
    expect(listPackages([["a", "1"]], 1)).toEqual({ a: "1", "(more)": "1 package" });
    expect(
      listPackages(
        [
          ["a", "1"],
          ["b", "2".repeat(40_000)],
          ["c", "3"],
        ],
        0,
      ),
    ).toEqual({ a: "1", "(more)": "2 packages" });
    expect(listPackages([["a", "1"]], 0)).toEqual({ a: "1" });
  });

  it("are the declared ones under Yarn Plug'n'Play, whatever else lies about", async () => {
    const folder = createFolder({
      "package.json": { dependencies: { zipped: "^2.0.0" }, devDependencies: { jest: "1" } },
      "node_modules/zipped/package.json": { version: "9.9.9" },
      // What .pnp.cjs does first.
      "pnp.cjs": `process.versions.pnp = "3";`,
      "main.mjs": PRINT,
    });
    const environment = await gatherIn(folder, "main.mjs", ["--require=./pnp.cjs"]);
    expect(packagesOf(environment)).toEqual({ zipped: "^2.0.0 (declared)" });
  });

  it("do not wait for a pipe that nobody writes to", async () => {
    const folder = createFolder({
      "package.json": { dependencies: { piped: "1", real: "1" } },
      "node_modules/real/package.json": { version: "1.0.0" },
      "node_modules/piped/index.js": "",
      "main.mjs": PRINT,
    });
    execFileSync("mkfifo", [join(folder, "node_modules/piped/package.json")]);
    expect(packagesOf(await gatherIn(folder, "main.mjs"))).toEqual({ piped: "1 (declared)", real: "1.0.0" });
  });
});

describe("gathering", () => {
  it("goes without what a deleted working directory would tell", async () => {
    const application = createFolder({
      "package.json": { dependencies: { here: "1" } },
      "node_modules/here/package.json": { version: "1.0.0" },
      "main.mjs": PRINT,
    });
    const command = ["-c", 'rmdir "$PWD" && exec "$@"', "sh", process.execPath, SOURCES, join(application, "main.mjs")];
    const folder = createFolder();
    const environment = toEnvironment(await run("sh", command, folder));
    expect(existsSync(folder)).toBe(false);
    expect(environment).not.toHaveProperty("Project Working Directory");
    expect(packagesOf(environment)).toEqual({ here: "1.0.0" });
    expect(environment).toMatchObject({ SDK: {}, OS: { Hostname: os.hostname() }, CPU: {}, RAM: {} });
  });

  it("goes without what the process has no permission for", async () => {
    const folder = createFolder({ "package.json": { dependencies: { here: "1" } }, "main.mjs": PRINT });
    const readable = [join(folder, "main.mjs"), join(__dirname, "../../.."), realpathSync("node_modules")];
    const permissions = ["--permission", ...readable.map((path) => `--allow-fs-read=${path}`)];
    const environment = await gatherIn(folder, join(folder, "main.mjs"), permissions);
    expect(environment).toMatchObject({ SDK: {}, OS: {}, RAM: {} });
    expect(environment.CPU).toEqual({ "Available cores": os.availableParallelism() });
    expect(environment).not.toHaveProperty("Installed Packages");
    expect(environment).not.toHaveProperty("Disk");
  });

  it("neither keeps the process alive nor prints", async () => {
    const names = Array.from({ length: 300 }, (_, index) => `package-${index}`);
    const folder = createFolder({
      "package.json": { dependencies: Object.fromEntries(names.map((name) => [name, "1"])) },
      "main.mjs": `
        import { writeFileSync } from "node:fs";
        import { gatherHostEnvironment } from "${GATHER}";
        void gatherHostEnvironment("full", { rootspan: "1.2.3" }).finally(() => writeFileSync("done", ""));
        setTimeout(() => writeFileSync("began", ""), 20);
      `,
    });
    expect(await run(process.execPath, [SOURCES, "main.mjs"], folder)).toEqual({ code: 0, output: "", errors: "" });
    expect([existsSync(join(folder, "began")), existsSync(join(folder, "done"))]).toEqual([true, false]);
  });

  it("makes no spans in an application that traces its files", async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const seen: boolean[] = [];
    const { open } = fileSystem;
    const spy = jest.spyOn(fileSystem, "open").mockImplementation((...parameters) => {
      seen.push(isTracingSuppressed(context.active()));
      return open(...parameters);
    });
    await gatherHostEnvironment("full", { rootspan: "1.2.3" });
    spy.mockRestore();
    context.disable();
    expect(seen.length).toBeGreaterThan(10);
    expect(seen).not.toContain(false);
  });

  it("gives up what does not answer, and does not count time in which the host blocks", async () => {
    const deadline = openDeadline(100);
    const work = fileSystem.readFile("package.json", "utf8");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    // Timers are the first to run now, and what was read comes after them.
    await expect(deadline.within(work)).resolves.toContain("rootspan-workspace");
    expect(deadline.isPassed()).toBe(false);
    await expect(deadline.within(Promise.reject(new Error("unreadable")))).resolves.toBeUndefined();
    await expect(deadline.within(new Promise(() => {}))).resolves.toBeUndefined();
    expect(deadline.isPassed()).toBe(true);
    deadline.close();
  });
});

describe("what Linux says", () => {
  it("of its processors, is read as top reads it", () => {
    const before = parseProcStat(
      "cpu  100 0 50 800 50 0 0 0 90 0\ncpu0 50 0 25 400 25\ncpu1 50 0 25 400 25\nintr 1\n",
    )!;
    expect(before).toEqual({ cores: 2, busy: 150, total: 1_000 });
    expect(usageBetween(before, { cores: 2, busy: 175, total: 1_100 })).toBe(0.25);
    expect(usageBetween(before, before)).toBeUndefined();
    expect(parseProcStat("cpu  a b c d\ncpu0 1\n")).toBeUndefined();
    expect(parseProcStat("")).toBeUndefined();
    expect(parseCpuList("0-3,8,10-11\n")).toEqual([0, 1, 2, 3, 8, 10, 11]);
    expect(parseCpuList("")).toEqual([]);
  });

  it("of its mounts, is those of disks, and the one that a folder lies on", () => {
    const mounts = parseMounts(
      [
        "overlay / overlay rw 0 0",
        "/dev/sda1 /mnt/with\\040space ext4 rw 0 0",
        "server:/share /mnt/with\\040space/share nfs4 rw 0 0",
        "tmpfs /tmp tmpfs rw 0 0",
        "/dev/sdb1 /tmp xfs rw 0 0",
        "",
      ].join("\n"),
    );
    expect(mounts).toHaveLength(5);
    const on = (path: string) => mountOf(path, mounts)?.device;
    expect(["/srv", "/mnt/with space/a", "/mnt/with space/share", "/mnt/with spaces", "/tmp/a"].map(on)).toEqual([
      "overlay",
      "/dev/sda1",
      "server:/share",
      "overlay",
      "/dev/sdb1",
    ]);
    const types = parseDiskTypes("nodev\ttmpfs\nnodev\tnfs4\n\text4\n\tsquashfs\nnodev\tzfs\n\txfs\n");
    expect([...types]).toEqual(["ext4", "zfs", "xfs"]);
  });
});
