/** Our packages for applications as a registry would have them: built, and packed. */
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { runCommand } from "../run-command.ts";

export interface OwnPackage {
  readonly name: string;
  readonly folder: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const PACKAGES: readonly OwnPackage[] = ["model", "sdk", "instrumentations", "node"].map((name) => {
  const folder = join("packages", name);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as OwnPackage;
  return { ...manifest, folder };
});

const PACKED = resolve("node_modules/.cache/packed");
const STAMP = join(PACKED, "sources");

/** Those that are named, and what they need of ours. */
export function ownPackagesOf(names: readonly string[]): readonly OwnPackage[] {
  const found = new Set<OwnPackage>();
  const add = (name: string): void => {
    const own = PACKAGES.find((candidate) => candidate.name === name);
    if (own === undefined || found.has(own)) return;
    found.add(own);
    Object.keys(own.dependencies).forEach(add);
  };
  names.forEach(add);
  return [...found];
}

/** Unless they are there, of these sources. */
export async function packOwnPackages(): Promise<void> {
  const sources = hashOfSources();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === sources) return;
  mkdirSync(PACKED, { recursive: true });
  const { packageManager } = JSON.parse(readFileSync("package.json", "utf8")) as { packageManager: string };
  await runCommand(process.execPath, ["node_modules/tsdown/dist/run.mjs", "--logLevel", "warn"]);
  for (const own of PACKAGES) {
    await runCommand("npx", ["-y", packageManager, "pack", "--out", tarballOf(own)], { cwd: own.folder });
  }
  writeFileSync(STAMP, sources);
}

export function tarballOf({ folder }: OwnPackage): string {
  return join(PACKED, `${folder.replaceAll(/\W/g, "-")}.tgz`);
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  const files = globSync([
    "packages/*/src/**/*.ts",
    "packages/*/package.json",
    "pnpm-workspace.yaml",
    "tsdown.config.ts",
  ]);
  for (const file of files.sort()) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}
