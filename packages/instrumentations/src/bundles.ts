/**
 * Libraries that are part of a bundle are no modules any more: no hook sees them, and nothing can be found of them but
 * their text. Whoever bundles must hand them over, and is told so.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { applicationEntry, packageNameOf } from "./package-copies.ts";

/** Larger files are not searched: it would take longer than a start may. */
const MAX_SEARCHED_BYTES = 32 * 1024 * 1024;

const OWN_NAME = "@rootspan/instrumentations";

export interface InBundles {
  /** All match a bundle with the library, whatever minified it, and not this source, which may be in there too. */
  readonly marks: readonly RegExp[];
  /** What to write instead, as it continues "Hand it over: ". */
  readonly byHand: string;
}

/** What is known of the library otherwise. */
interface Finding {
  /** Copies are installed. */
  readonly isFound: boolean;
  /** One of them is in use. */
  readonly isPatched: boolean;
}

/** Next.js puts what it bundles into many files, of which none needs to have both the library and us. */
const IN_CHUNKS = /[\\/]\.next[\\/]/;

/** The problem in a sentence or two; undefined where there is none to be seen. */
export function problemOfBundle(
  name: string,
  library: InBundles | undefined,
  { isFound, isPatched }: Finding,
): string | undefined {
  if (library === undefined) return undefined;
  const own = ownFile();
  const isInBundle = own !== undefined && packageNameOf(own) !== OWN_NAME;
  const remedy = `Hand it over: ${library.byHand}; or keep both ${name} and rootspan out of the bundle.`;
  const file = [applicationEntry(), isInBundle ? own : undefined].find((candidate) =>
    hasMarks(candidate, library.marks),
  );
  if (file !== undefined) return `${name} is part of the bundle ${file}: its calls are not seen. ${remedy}`;
  if (!isInBundle || isPatched) return undefined;
  if (isFound && !IN_CHUNKS.test(own)) return undefined;
  const where = isFound ? "" : `${name} is not found, and `;
  return `${where}rootspan is part of the bundle ${own}: if ${name} is too, its calls are not seen. ${remedy}`;
}

function hasMarks(file: string | undefined, marks: readonly RegExp[]): boolean {
  if (file === undefined || isInstalled(file) || !existsSync(file)) return false;
  const { size } = statSync(file);
  if (size > MAX_SEARCHED_BYTES) return false;
  const text = readFileSync(file, "latin1");
  return marks.every((mark) => mark.test(text));
}

function isInstalled(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file);
}

/**
 * The file that this code runs from. Not by `import.meta` or `__filename`: a bundler says of the one what it likes, and
 * of the other that it is not there.
 */
function ownFile(): string | undefined {
  const frame = new Error().stack?.split("\n")[1] ?? "";
  const place = /\(?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):\d+:\d+\)?$/.exec(frame.trim())?.[1];
  return place?.startsWith("file:") === true ? fileURLToPath(place) : place;
}
