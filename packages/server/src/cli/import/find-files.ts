/** The files that `import` reads: those that are named, and of folders those that hold spans. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../command-error.ts";

/** Journals' segments and what receivers refused of them, exports, and what collectors write. */
const HOLDS_SPANS = /\.(?:jsonl|ndjson|json|refused|pb|binpb)(?:\.gz|\.zst)?$/i;

/** What lies in a journal beside its spans. */
const NO_SPANS: ReadonlySet<string> = new Set(["owner.json"]);

export interface SpanFile {
  readonly path: string;
  /** Bytes, as it lies there. */
  readonly size: number;
}

/** In the order that they were named, those of a folder by name. @throws CommandError */
export function findFiles(paths: readonly string[]): readonly SpanFile[] {
  const files = paths.flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) throw new CommandError(`there is no ${path}`);
    return found.isDirectory() ? filesBelow(path) : [{ path, size: found.size }];
  });
  if (files.length === 0) throw new CommandError(`there is nothing to import in ${paths.join(", ")}`);
  return files;
}

function filesBelow(folder: string): readonly SpanFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && HOLDS_SPANS.test(entry.name) && !NO_SPANS.has(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path, size: statSync(path).size }));
}
