/** Builds the pages into the server's package: always for a release, and when what is there is older than its sources. */
import { spawnSync } from "node:child_process";
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const FOLDER = "packages/server/dashboard";
const SOURCES = [
  "packages/dashboard/{src,public}/**",
  "packages/dashboard/*",
  "packages/model/src/**",
  "pnpm-lock.yaml",
];

/** What the first page loads, and all there is: bytes as a browser gets them over plain HTTP, compressed by gzip. */
const BUDGET = { first: 190_000, all: 300_000 };

interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
  readonly isEntry?: boolean;
}

/** @returns false when it could not be built; what Vite says is printed then */
export function buildDashboard(): boolean {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["packages/dashboard/node_modules/vite/bin/vite.js", "build", "packages/dashboard", "--logLevel", "warn"],
    { encoding: "utf8" },
  );
  if (status !== 0) console.error(`${stdout}${stderr}`);
  return status === 0;
}

/** Builds what is missing or stale, in a few seconds; else looks at the times of files only. @throws Error */
export function ensureDashboard(): void {
  if (isFresh()) return;
  if (!buildDashboard()) throw new Error("the dashboard could not be built; what Vite says of it stands above");
}

/** Whether what is built is as small as it has to be; prints what is too large. */
export function keepsBudget(): boolean {
  const chunks = JSON.parse(readFileSync(join(FOLDER, "manifest.json"), "utf8")) as Record<string, Chunk>;
  const entry = Object.values(chunks).find(({ isEntry }) => isEntry === true)!;
  const first = new Set([entry, ...(entry.imports ?? []).map((name) => chunks[name]!)].flatMap(filesOf));
  const sizes = { first: sizeOf([...first]), all: sizeOf(globSync("assets/*", { cwd: FOLDER })) };
  const tooLarge = (["first", "all"] as const).filter((part) => sizes[part] > BUDGET[part]);
  for (const part of tooLarge) console.log(`${part}: ${sizes[part]} bytes, of ${BUDGET[part]} that it may have`);
  return tooLarge.length === 0;
}

function filesOf({ file, css = [] }: Chunk): readonly string[] {
  return [file, ...css];
}

function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(FOLDER, file))).length, 0);
}

function isFresh(): boolean {
  const built = statSync(join(FOLDER, "index.html"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return globSync(SOURCES).every((path) => statSync(path).mtimeMs <= built);
}
