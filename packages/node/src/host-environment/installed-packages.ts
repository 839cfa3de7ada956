/** Which packages the application has, and in which versions. */
import { basename, dirname, join } from "node:path";
import type { HostPackages } from "@rootspan/model";
import { findApplication } from "./application.ts";
import type { Deadline } from "./deadline.ts";
import { inBatches } from "./in-batches.ts";
import { dependenciesOf, type Dependency, parseManifest } from "./manifest.ts";
import { readText } from "./read-text.ts";

/** Each is a file to read. */
const MAX_PACKAGES = 500;
const MAX_VERSION_LENGTH = 100;
/** UTF-16 code units of JSON, with the part's own keys. */
const MAX_LENGTH = 32_000;
/** What `{"Installed Packages":{"(more)":"123 packages"}}` takes at most. */
const FRAME_LENGTH = 100;

/** Undefined when the process runs no application that has a `package.json`. */
export async function describePackages(deadline: Deadline): Promise<HostPackages | undefined> {
  const application = await findApplication(deadline);
  if (application?.manifest === undefined) return undefined;
  const dependencies = dependenciesOf(application.manifest);
  const asked = dependencies.slice(0, MAX_PACKAGES);
  const answers = await inBatches(asked, deadline, async (dependency) => ({
    name: dependency.name,
    version: (await installedVersion(dependency.name, application.folder, deadline)) ?? declaredVersion(dependency),
  }));
  const packages = answers.flatMap(({ name, version }) => (version === undefined ? [] : [[name, version] as const]));
  return { "Installed Packages": listPackages(packages, dependencies.length - answers.length) };
}

/**
 * As many as there is room for; the others are counted.
 * @param unasked number of packages that are not among these
 */
export function listPackages(
  packages: readonly (readonly [name: string, version: string])[],
  unasked: number,
): Readonly<Record<string, string>> {
  let length = FRAME_LENGTH;
  const end = packages.findIndex((entry) => {
    length += JSON.stringify(entry).length;
    return length > MAX_LENGTH;
  });
  const listed = end < 0 ? packages : packages.slice(0, end);
  const more = packages.length - listed.length + unasked;
  return {
    ...Object.fromEntries(listed),
    ...(more > 0 && { "(more)": more === 1 ? "1 package" : `${more} packages` }),
  };
}

/** From the first `node_modules` on the way up that has the package, as Node.js resolves it. */
async function installedVersion(name: string, start: string, deadline: Deadline): Promise<string | undefined> {
  // Yarn Plug'n'Play installs none; what lies about is not what the application loads.
  if (process.versions["pnp"] !== undefined) return undefined;
  for (let folder = start; !deadline.isPassed(); folder = dirname(folder)) {
    if (basename(folder) !== "node_modules") {
      const text = await deadline.within(readText(join(folder, "node_modules", name, "package.json")));
      if (text !== undefined) return versionIn(text);
    }
    if (dirname(folder) === folder) return undefined;
  }
  return undefined;
}

function versionIn(manifestText: string): string {
  const version = parseManifest(manifestText)?.["version"];
  const isVersion = typeof version === "string" && version !== "" && version.length <= MAX_VERSION_LENGTH;
  return isVersion ? version : "(no version)";
}

/** What a bundle, for one, may contain. Optional and development packages are often not installed. */
function declaredVersion({ range, isRequired }: Dependency): string | undefined {
  if (!isRequired) return undefined;
  // Other declarations are addresses and paths, and addresses can have passwords in them.
  return /^[\w.*^~<>=| +-]{1,100}$/.test(range) ? `${range} (declared)` : "(declared)";
}
