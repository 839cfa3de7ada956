// Runs a task of this workspace on any Node from 20 on: sets up what is missing, then starts the workspace's own Node.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { packageManager } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const node = `${root}node_modules/node/bin/node`;
const stamp = `${root}node_modules/.workspace-stamp`;

/** Where Node.js keeps what it has made of TypeScript: half of the time that a process or a thread takes to start. */
const environment = { NODE_COMPILE_CACHE: `${root}node_modules/.cache/compiled`, ...process.env };

/** Task → what the workspace's Node runs. */
const TASKS = {
  start: ["scripts/start.ts"],
  test: ["node_modules/jest/bin/jest.js"],
  "test:long": ["node_modules/jest/bin/jest.js", "--config", "jest.long.config.js"],
  "test:interop": ["node_modules/jest/bin/jest.js", "--config", "jest.interop.config.js"],
  "test:browser": ["scripts/test-browser.ts"],
  check: ["scripts/check.ts"],
  bench: ["scripts/bench.ts"],
  faults: ["scripts/faults.ts"],
  soak: ["test/bench/soak/run.ts"],
  "record-emitters": ["test/emitters/record.ts"],
  build: ["scripts/build.ts"],
};

const [task, ...rest] = process.argv.slice(2);
if (!Object.hasOwn(TASKS, task)) {
  console.error(`unknown task ${JSON.stringify(task ?? "")}; there are ${Object.keys(TASKS).join(", ")}`);
  process.exit(2);
}
await setUp();
process.exit(await run(node, ["--conditions=@rootspan/source", ...TASKS[task], ...rest]));

/** Installs exactly what the lockfile says, unless that is what is there. */
async function setUp() {
  const lockfile = createHash("sha256")
    .update(readFileSync(`${root}pnpm-lock.yaml`))
    .digest("hex");
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, "utf8") === lockfile) return;
  console.log(
    `Setting up: installing Node 24 and the packages of this workspace with ${packageManager} (once, about a minute) …`,
  );
  const status = await run(
    "npx",
    ["-y", packageManager, "install", "--frozen-lockfile", "--reporter=append-only"],
    true,
  );
  if (status !== 0) {
    console.error("The installation failed; what pnpm says of it stands above.");
    process.exit(status);
  }
  writeFileSync(stamp, lockfile);
}

/** Waits for the command. What it prints is held back when `quiet`, and shown if it fails. @returns its exit code */
function run(command, args, quiet = false) {
  const child = spawn(command, args, {
    cwd: root,
    env: environment,
    stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
    shell: process.platform === "win32" && command === "npx",
  });
  const held = [];
  child.stdout?.on("data", (chunk) => held.push(chunk));
  child.stderr?.on("data", (chunk) => held.push(chunk));
  // The terminal sends Ctrl-C to the child as well; a signal sent to this process alone is passed on.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((resolve) => {
    child.on("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on("close", (status, signal) => {
      if (quiet && status !== 0) console.error(Buffer.concat(held).toString());
      resolve(status ?? (signal === "SIGINT" ? 130 : 1));
    });
  });
}
