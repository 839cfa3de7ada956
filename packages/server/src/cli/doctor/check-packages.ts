/** Whether the packages of the application in this folder fit together. */
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { type Finding, note, ok, problem } from "./check.ts";

const API = "@opentelemetry/api";
const WATCHED: ReadonlySet<string> = new Set([
  "rootspan",
  "@rootspan/sdk",
  "@rootspan/instrumentations",
  "openai",
  API,
]);

/** More than any application has. */
const MAX_FOLDERS = 50_000;

/** What `rootspan` works with: 1.9 and what comes before 2. */
const FITTING_API = /^1\.(?:9|[1-9]\d+)\./;

export function checkPackages(folder: string): readonly Finding[] {
  const versions = findVersions(join(folder, "node_modules"));
  if (versions.size === 0)
    return [note("packages", `${folder} has none of rootspan: run this where the application is`)];
  const found = [...versions].map(([name, found]) => `${name} ${[...found].sort().join(" and ")}`);
  const apis = [...(versions.get(API) ?? [])];
  const wrong = apis.filter((version) => !FITTING_API.test(version));
  return [
    ok("packages", found.join(", ")),
    ...wrong.map((version) =>
      problem("packages", `${API} ${version} does not fit: at least 1.9 and below 2 is needed`),
    ),
    ...(apis.length > 1
      ? [
          note(
            "packages",
            `there are ${apis.length} versions of ${API}: an older one does not see spans of a newer one`,
          ),
        ]
      : []),
    ...["rootspan", "@rootspan/sdk"]
      .filter((name) => (versions.get(name)?.size ?? 0) > 1)
      .map((name) => problem("packages", `there are several versions of ${name}: each has sessions of its own`)),
  ];
}

/** By package. */
function findVersions(root: string): ReadonlyMap<string, ReadonlySet<string>> {
  const versions = new Map<string, Set<string>>();
  const waiting = [root];
  // Packages of a workspace link to each other, in circles.
  const seen = new Set<string>();
  while (waiting.length > 0 && seen.size < MAX_FOLDERS) {
    const modules = realPathOf(waiting.pop()!);
    if (modules === undefined || seen.has(modules)) continue;
    seen.add(modules);
    for (const name of packagesIn(modules)) {
      waiting.push(join(modules, name, "node_modules"));
      if (!WATCHED.has(name)) continue;
      const version = versionOf(join(modules, name));
      if (version === undefined) continue;
      versions.set(name, (versions.get(name) ?? new Set()).add(version));
    }
  }
  return versions;
}

/** Names as they are imported, and the places where pnpm keeps packages. */
function packagesIn(modules: string): readonly string[] {
  return namesIn(modules).flatMap((name) => {
    if (name === ".pnpm" || name.startsWith("@"))
      return namesIn(join(modules, name)).map((inner) => `${name}/${inner}`);
    return name.startsWith(".") ? [] : [name];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function realPathOf(folder: string): string | undefined {
  try {
    return realpathSync(folder);
  } catch {
    return undefined;
  }
}

function versionOf(folder: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version?: unknown };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
}
