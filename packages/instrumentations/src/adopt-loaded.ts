/**
 * Reaches copies of a library that no module hook has seen: those loaded before the instrumentation, and ES modules.
 *
 * - CommonJS, already loaded: from `require.cache`. Loaded later: the instrumentation's own require hook.
 * - ES modules, already loaded or linked: `require()` of the very file gives the very namespace that `import` gives.
 * - ES modules loaded later: a synchronous load hook lets the file report itself when it has run.
 *
 * A library that the application has not loaded is not loaded for it, except by Node.js versions without such hooks.
 */
import { createRequire } from "node:module";
import type { Adoptable } from "./adoptable.ts";
import { problemOfBundle } from "./bundles.ts";
import { reportFault } from "./fault.ts";
import { canObserveImports, observeImports } from "./later-imports.ts";
import { canPeek, type ModuleState, peekModule } from "./loaded-module.ts";
import { applicationEntry, findCopies, folderIn, isEsmEntry, type PackageCopy, versionOf } from "./package-copies.ts";

export interface Adoption {
  /** Module objects that were patched now. Copies that load later are not counted. */
  readonly patched: number;
  /** Copies that stay out of reach, each in one sentence that says what to do instead. */
  readonly problems: readonly string[];
}

/** Never throws. Calling it again is harmless, and finds what has been loaded since. */
export function adoptLoaded(library: Adoptable): Adoption {
  const problems: string[] = [];
  let patched = 0;
  try {
    const copies = findCopies(library.packageName);
    const parts = [library, ...(library.companions ?? [])];
    patched += adoptCommonJs(library.packageName, parts, problems);
    for (const part of parts) {
      for (const copy of copies) patched += adoptEsm(part, copy, problems);
      if (canObserveImports()) observeImports(part);
    }
    const bundle = problemOfBundle(library.packageName, library.inBundles, {
      isFound: copies.length > 0,
      isPatched: patched > 0,
    });
    if (bundle !== undefined) problems.push(bundle);
  } catch (fault) {
    reportFault(`looking for loaded copies of ${library.packageName}`, fault);
    problems.push(`${library.packageName}: loaded copies could not be looked for (${String(fault)})`);
  }
  // A copy of which several files stay out of reach is one problem.
  return { patched, problems: [...new Set(problems)] };
}

function adoptCommonJs(packageName: string, parts: readonly Adoptable[], problems: string[]): number {
  let patched = 0;
  const { cache } = createRequire(applicationEntry());
  for (const [file, module] of Object.entries(cache)) {
    const folder = folderIn(file, packageName);
    if (folder === undefined || module?.loaded !== true) continue;
    const inPackage = file.slice(folder.length + 1).replaceAll("\\", "/");
    const part = parts.find(({ commonJsFiles }) => commonJsFiles.includes(inPackage));
    if (part !== undefined) patched += patch(part, versionOf(folder), module.exports, problems);
  }
  return patched;
}

function adoptEsm(library: Adoptable, copy: PackageCopy, problems: string[]): number {
  // Looking at a module that is linked but has not run yet makes it run.
  if (canPeek()) for (const prelude of copy.allOf(library.esmPreludes)) peekModule(prelude, []);
  const files = copy.allOf(library.esmFiles);
  const needed = library.needsEachFile === true ? files : files.slice(0, 1);
  const states = statesOf(needed, library.bindings);
  return needed.reduce((sum, file, index) => sum + adoptEsmFile(library, copy, file, states[index]!, problems), 0);
}

/** `unknown` where nobody can look. */
type FileState = ModuleState | { readonly type: "unknown" };

function statesOf(files: readonly string[], bindings: readonly string[]): readonly FileState[] {
  const states = files.map((file): FileState => (canPeek() ? peekModule(file, bindings) : { type: "unknown" }));
  if (!states.some(({ type }) => type === "linked")) return states;
  // Functions can be called before their module has run, and so it seems to have.
  return states.map((state) => (state.type === "loaded" ? { type: "linked" } : state));
}

function adoptEsmFile(
  library: Adoptable,
  copy: PackageCopy,
  file: string,
  state: FileState,
  problems: string[],
): number {
  const name = `${library.packageName} ${copy.version}`;
  if (state.type === "loaded") return patch(library, copy.version, state.namespace, problems);
  if (!library.supportsVersion(copy.version)) return 0;
  if (state.type === "linked") {
    // It runs before whoever imports it. Calls that are made before this microtask are not seen.
    queueMicrotask(() => adoptLinked(library, file));
  } else if (state.type === "failed") {
    problems.push(`${name} (ES module) cannot be reached: ${state.reason}. Wrap the client by hand.`);
  } else if (!canObserveImports() && isEsmEntry()) {
    return loadEarly(library, copy, file, name, problems);
  }
  return 0;
}

/** Of a module that is loaded: what cannot be patched is a problem. */
function patch(library: Adoptable, version: string, moduleExports: unknown, problems: string[]): number {
  const isSupported = library.supportsVersion(version);
  if (isSupported && library.patchModule(moduleExports)) return 1;
  const reason = isSupported ? "has an unknown shape" : "is a version that is not supported";
  problems.push(`${library.packageName} ${version} ${reason}: its calls are not seen.`);
  return 0;
}

function adoptLinked(library: Adoptable, file: string): void {
  try {
    const state = peekModule(file, library.bindings);
    if (state.type === "loaded") library.patchModule(state.namespace);
  } catch (fault) {
    reportFault(`looking again for ${library.packageName}`, fault);
  }
}

/** Where nobody can tell whether the library is loaded, or will be: load it, so that the application finds it patched. */
function loadEarly(library: Adoptable, copy: PackageCopy, file: string, name: string, problems: string[]): number {
  if (!library.canLoadEarly(copy.version)) {
    problems.push(
      `${name} (ES module) is seen on Node.js ${process.version} only if it is imported before; ` +
        `otherwise wrap the client by hand, or use Node.js 24.`,
    );
    return 0;
  }
  try {
    return library.patchModule(createRequire(file)(file)) ? 1 : 0;
  } catch (error) {
    problems.push(`${name} (ES module) cannot be reached: ${String(error)}. Wrap the client by hand.`);
    return 0;
  }
}
