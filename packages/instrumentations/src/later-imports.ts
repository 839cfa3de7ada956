/** Lets ES modules of a library report themselves once they have run, for copies that load after the instrumentation. */
import * as nodeModule from "node:module";
import { fileURLToPath } from "node:url";
import type { Adoptable } from "./adoptable.ts";
import { reportFault } from "./fault.ts";
import { folderIn, versionOf } from "./package-copies.ts";

type Listener = (packageName: string, bindings: object) => void;

/** Global, because the reporting module knows nothing else; a list, because two copies of this package may listen. */
const LISTENERS = "rootspan.module_listeners";
const listenersHolder = globalThis as { [key: symbol]: Listener[] | undefined };

const observed = new Set<Adoptable>();

/**
 * Before these versions a load hook, even one that changes nothing, takes `require.cache` and other vendors' require
 * hooks away from CommonJS modules that are imported: https://github.com/nodejs/node/pull/59929.
 */
export function canObserveImports(): boolean {
  const [major = 0, minor = 0, patch = 0] = process.versions.node.split(".").map(Number);
  if (typeof nodeModule.registerHooks !== "function") return false;
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 3);
  if (major === 24) return minor > 11 || (minor === 11 && patch >= 1);
  return major > 25 || (major === 25 && minor >= 1);
}

export function observeImports(library: Adoptable): void {
  if (observed.has(library)) return;
  observed.add(library);
  if (observed.size > 1) return;
  (listenersHolder[Symbol.for(LISTENERS)] ??= []).push((packageName, bindings) => {
    for (const known of observed) if (known.packageName === packageName) known.patchModule(bindings);
  });
  nodeModule.registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const library = loaded.format === "module" ? libraryAt(url) : undefined;
      if (library === undefined || loaded.source === undefined || loaded.source === null) return loaded;
      return { ...loaded, source: withReport(toText(loaded.source), library) };
    },
  });
}

/** The library whose reporting file this is. */
function libraryAt(url: string): Adoptable | undefined {
  if (!url.startsWith("file:") || !url.includes("/node_modules/")) return undefined;
  for (const library of observed) {
    if (!url.includes(`/node_modules/${library.packageName}/`)) continue;
    try {
      const file = fileURLToPath(url);
      const folder = folderIn(file, library.packageName);
      if (folder === undefined || !library.supportsVersion(versionOf(folder))) continue;
      if (library.esmFiles.includes(file.slice(folder.length + 1).replaceAll("\\", "/"))) return library;
    } catch (fault) {
      reportFault(`recognising a module of ${library.packageName}`, fault);
    }
  }
  return undefined;
}

/** One statement behind the module's own last line: nothing before it moves, and it cannot throw. */
function withReport(source: string, { packageName, bindings }: Adoptable): string {
  const values = bindings.map((name) => `${name}: typeof ${name} === "undefined" ? undefined : ${name}`).join(", ");
  const report = `listener(${JSON.stringify(packageName)}, { ${values} })`;
  return `${source}\n;try { for (const listener of globalThis[Symbol.for("${LISTENERS}")] ?? []) ${report}; } catch {}\n`;
}

function toText(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  return typeof source === "string" ? source : new TextDecoder().decode(source);
}
