/** Finds the application that this process runs. */
import { realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, sep } from "node:path";
import type { Deadline } from "./deadline.ts";
import { isOfPackage, type Manifest, parseManifest } from "./manifest.ts";
import { readText } from "./read-text.ts";
import { isWithin, workingDirectory } from "./working-directory.ts";

export interface Application {
  /** That of its `package.json`; absolute. */
  readonly folder: string;
  /** Undefined when it cannot be read as one. */
  readonly manifest: Manifest | undefined;
}

/** By the main script, else by the working directory; undefined when neither lies below a `package.json`. */
export async function findApplication(deadline: Deadline): Promise<Application | undefined> {
  const folder = workingDirectory();
  const path = scriptPath();
  // `node app` may stand for app.js, and by that name there is no file.
  const script = path === undefined ? undefined : ((await deadline.within(realpath(path))) ?? path);
  // Package managers may keep the files of a tool elsewhere, and link to them.
  const isOwnTool = isToolOf(folder, path) || isToolOf(folder, script);
  for (const start of isOwnTool ? [folder] : [script, folder]) {
    const application = start === undefined ? undefined : await findAbove(start, deadline);
    if (application !== undefined) return application;
  }
  return undefined;
}

/** Undefined without one, as with `node --eval`, whose arguments begin where a script would be. */
function scriptPath(): string | undefined {
  const path = process.argv[1];
  return path !== undefined && isAbsolute(path) ? path : undefined;
}

/** `next start` and its like run the application in the working directory; a command installed elsewhere is its own. */
function isToolOf(folder: string | undefined, script: string | undefined): boolean {
  const modules = script?.indexOf(`${sep}node_modules${sep}`) ?? -1;
  return folder !== undefined && script !== undefined && modules >= 0 && isWithin(folder, script.slice(0, modules));
}

/** From the path itself on, because a folder can be run. */
async function findAbove(start: string, deadline: Deadline): Promise<Application | undefined> {
  for (let folder = start; !deadline.isPassed(); folder = dirname(folder)) {
    const text = await deadline.within(readText(join(folder, "package.json")));
    const manifest = text === undefined ? undefined : parseManifest(text);
    // Above a manifest that cannot be read there may be another, but of another application.
    if (text !== undefined && (manifest === undefined || isOfPackage(manifest))) return { folder, manifest };
    if (dirname(folder) === folder) return undefined;
  }
  return undefined;
}
