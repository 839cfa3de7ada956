/** Looks into the folder of a journal from outside. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary folder for each test of a file, gone after it. */
export function useFolder(): () => string {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rootspan-journal-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return () => join(folder, "journal");
}

/** Paths below the directory, files only; names of journals are written as `*`. */
export function filesIn(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .map((path) => path.replaceAll(/\d+-[0-9a-f]{16}/g, "*"))
    .sort();
}

export function bytesIn(directory: string, ending: string): number {
  return pathsIn(directory, ending).reduce((bytes, path) => bytes + statSync(path).size, 0);
}

/** Whole paths of files with such an ending, in order. */
export function pathsIn(directory: string, ending: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path.endsWith(ending))
    .sort();
}

/** Folders of journals in the directory itself. */
export function journalsIn(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith(".journal"))
    .map((name) => join(directory, name));
}

/** Makes the owners of all folders look like processes that are gone: no system gives such a number. */
export function killOwners(directory: string): void {
  for (const path of pathsIn(directory, "owner.json")) changeOwner(path, { pid: 2 ** 30, isReleased: false });
}

export function changeOwner(path: string, change: object): void {
  const { mtime, atime } = statSync(path);
  writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, "utf8")) as object), ...change }));
  utimesSync(path, atime, mtime);
}
