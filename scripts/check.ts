/** Every gate of the workspace but the tests. `-- --update` writes the API reports and the format instead of comparing. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { compareApiReports } from "./api-report.ts";
import { buildDashboard, keepsBudget } from "./dashboard.ts";

const update = process.argv.includes("--update");
/** Those that are published. */
const packages = readdirSync("packages").filter((name) => !isPrivate(name));
const { packageManager } = JSON.parse(readFileSync("package.json", "utf8")) as { packageManager: string };
const packed = mkdtempSync(join(tmpdir(), "rootspan-packed-"));

/** The one that runs npm: an older version than the workspace's own, perhaps. */
const machineNode = process.env["npm_node_execpath"] ?? process.execPath;

/** Each gate with what it holds; the first argument of a command is a package's bin or a program. */
const gates: readonly (readonly [string, () => boolean])[] = [
  // First, because others read what is built: the linter the types of packages, and an old build would mislead it.
  ["build: ES modules, CommonJS, types", () => run("tsdown", ["--logLevel", "warn"])],
  ["build: the dashboard", buildDashboard],
  ["size of the dashboard", keepsBudget],
  ["types: every project, strict", () => run("tsc", ["-b"])],
  ["lint: typed rules, layers, cycles", () => run("oxlint", [])],
  ["format", () => run("oxfmt", update ? ["."] : ["--check", "."])],
  ["unused files, exports and dependencies", () => run("knip", [])],
  ...["app.cjs", "app.mjs"].flatMap((app): (readonly [string, () => boolean])[] => [
    [`built packages run ${app}`, () => run(process.execPath, [join("test/built", app)])],
    [`built packages run ${app} on the machine's Node.js`, () => run(machineNode, [join("test/built", app)])],
  ]),
  ["API reports", () => compareApiReports(update)],
  ...packages.flatMap((name): (readonly [string, () => boolean])[] => [
    [`pack ${name}`, () => pack(name)],
    [`publint ${name}`, () => run("publint", ["run", tarball(name), "--strict"])],
    [`types of ${name} as published`, () => run("attw", [tarball(name), "--profile", "node16", "--quiet"])],
  ]),
];

let passed = 0;
const failed: string[] = [];
for (const [name, gate] of gates) {
  if (gate()) {
    passed += 1;
    console.log(`ok      ${name}`);
  } else {
    failed.push(name);
    console.log(`FAILED  ${name}`);
  }
}
rmSync(packed, { recursive: true });
console.log(`Gates: ${passed} passed, ${failed.length} failed${failed.length > 0 ? `: ${failed.join("; ")}` : ""}`);
process.exitCode = failed.length > 0 ? 1 : 0;

function run(command: string, args: readonly string[], cwd = "."): boolean {
  const program =
    command === "npx" || isAbsolute(command) ? command : join(process.cwd(), "node_modules/.bin", command);
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    // The tools find the workspace's Node, not the machine's.
    env: { ...process.env, PATH: `${join(process.cwd(), "node_modules/.bin")}:${process.env["PATH"]}` },
  });
  if (status !== 0) console.log(`${stdout}${stderr}${error?.message ?? ""}`);
  return status === 0;
}

function isPrivate(name: string): boolean {
  const manifest = JSON.parse(readFileSync(join("packages", name, "package.json"), "utf8")) as { private?: boolean };
  return manifest.private === true;
}

function pack(name: string): boolean {
  return run("npx", ["-y", packageManager, "pack", "--out", tarball(name)], join("packages", name));
}

function tarball(name: string): string {
  return join(packed, `${name}.tgz`);
}
