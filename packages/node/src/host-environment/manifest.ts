/** Reads a `package.json`. */

export type Manifest = Readonly<Record<string, unknown>>;

/** Undefined when it is no JSON object. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    // Editors on Windows may put a byte order mark first, which npm passes over too.
    return objectOf(JSON.parse(text.replace(/^\uFEFF/, "")));
  } catch {
    return undefined;
  }
}

/** Whether it describes a package, and not only how the files of a folder below one are to be read. */
export function isOfPackage(manifest: Manifest): boolean {
  return ["name", "dependencies", "devDependencies", "optionalDependencies"].some((key) => manifest[key] !== undefined);
}

export interface Dependency {
  readonly name: string;
  /** As declared. */
  readonly range: string;
  /** Whether the package does not work without it. */
  readonly isRequired: boolean;
}

/** Those that an application declares, by name. What npm would not take for a dependency is passed over. */
export function dependenciesOf(manifest: Manifest): readonly Dependency[] {
  const found = new Map<string, Dependency>();
  // As in npm, the later one counts where a name is in several.
  for (const key of ["devDependencies", "dependencies", "optionalDependencies"]) {
    for (const [name, range] of Object.entries(objectOf(manifest[key]) ?? {})) {
      if (typeof range !== "string" || !isPackageName(name)) continue;
      found.set(name, { name, range, isRequired: key === "dependencies" });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names become paths, so none may lead elsewhere. */
function isPackageName(name: string): boolean {
  return name.length <= 214 && /^(?:@[^/\\]+\/)?[^./\\@][^/\\]*$/.test(name);
}

function objectOf(value: unknown): Manifest | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Manifest) : undefined;
}
