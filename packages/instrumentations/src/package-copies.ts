/** Finds the copies of a package that an application can load. */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join, sep } from "node:path";
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from "./json-value.ts";

export interface PackageCopy {
  readonly version: string;
  /** Those of these files, relative to the package, that exist; absolute. */
  allOf(files: readonly string[]): readonly string[];
}

/** The file that the process was started with; a file that need not exist when there is none. */
export function applicationEntry(): string {
  const entry = process.argv[1];
  if (entry === undefined) return join(process.cwd(), "index.js");
  try {
    return realpathSync(entry);
  } catch {
    return entry;
  }
}

/** Whether the application starts as an ES module. */
export function isEsmEntry(): boolean {
  const entry = applicationEntry();
  if (process.argv[1] === undefined || createRequire(entry).main !== undefined) return false;
  const extension = extname(entry);
  if (extension !== ".js" && extension !== "" && extension !== ".ts") return extension.startsWith(".m");
  const manifest = nearestManifest(dirname(entry));
  return manifest !== undefined && readManifest(manifest)?.["type"] === "module";
}

/**
 * Copies that the application resolves itself, from its entry and from the working directory, and those that its
 * direct dependencies depend on.
 */
export function findCopies(packageName: string): readonly PackageCopy[] {
  const folders = new Set<string>();
  const add = (from: string): void => {
    const folder = resolveFolder(from, packageName);
    if (folder !== undefined) folders.add(folder);
  };
  for (const from of new Set([applicationEntry(), join(process.cwd(), "index.js")])) {
    add(from);
    const manifest = nearestManifest(dirname(from));
    if (manifest === undefined) continue;
    for (const dependency of namesIn(readManifest(manifest)?.["dependencies"])) {
      const folder = dependency === packageName ? undefined : resolveFolder(from, dependency);
      if (folder !== undefined && dependsOn(folder, packageName)) add(join(folder, "package.json"));
    }
  }
  return Array.from(folders, (folder) => ({
    version: versionOf(folder),
    allOf: (files) => files.map((file) => join(folder, file)).filter((file) => existsSync(file)),
  }));
}

/** The package's own folder, when the file lies in one: `…/node_modules/openai`. */
export function folderIn(file: string, packageName: string): string | undefined {
  const folder = `${sep}node_modules${sep}${packageName.replaceAll("/", sep)}`;
  const position = file.lastIndexOf(folder + sep);
  return position < 0 ? undefined : file.slice(0, position + folder.length);
}

/** The name that the nearest package.json has; undefined without one. */
export function packageNameOf(file: string): string | undefined {
  const manifest = nearestManifest(dirname(file));
  return manifest === undefined ? undefined : textOf(readManifest(manifest)?.["name"]);
}

/** Empty when the package does not say. */
export function versionOf(folder: string): string {
  return textOf(readManifest(join(folder, "package.json"))?.["version"]) ?? "";
}

/** As Node.js resolves it, but without the package's `exports` in the way. */
function resolveFolder(from: string, packageName: string): string | undefined {
  const candidates = createRequire(from).resolve.paths(packageName) ?? [];
  const found = candidates
    .map((modules) => join(modules, packageName))
    .find((folder) => existsSync(join(folder, "package.json")));
  return found === undefined ? undefined : realpathSync(found);
}

function dependsOn(folder: string, packageName: string): boolean {
  const manifest = readManifest(join(folder, "package.json"));
  return ["dependencies", "peerDependencies", "optionalDependencies"].some((kind) =>
    namesIn(manifest?.[kind]).includes(packageName),
  );
}

function namesIn(dependencies: unknown): readonly string[] {
  return Object.keys(objectOf(dependencies) ?? {});
}

function nearestManifest(folder: string): string | undefined {
  const file = join(folder, "package.json");
  if (existsSync(file)) return file;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestManifest(parent);
}

function readManifest(file: string): JsonObject | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isObject(manifest) && arrayOf(manifest) === undefined ? manifest : undefined;
  } catch {
    return undefined;
  }
}
