/** A library that can be patched by its module objects. */
import type { InBundles } from "./bundles.ts";

export interface Adoptable {
  readonly packageName: string;
  /** ES module files whose namespace `patchModule` understands, relative to the package; the best one first. */
  readonly esmFiles: readonly string[];
  /** Each of the files defines something of its own, so that all are needed; by default the first that exists. */
  readonly needsEachFile?: boolean;
  /** ES module files that must run before those, where the application uses them at all. */
  readonly esmPreludes: readonly string[];
  /** The same as `esmFiles` for CommonJS. */
  readonly commonJsFiles: readonly string[];
  /** Names that those ES module files define and `patchModule` looks for. */
  readonly bindings: readonly string[];
  /** What to tell those who have bundled it; by default nothing. */
  readonly inBundles?: InBundles;
  supportsVersion(version: string): boolean;
  /** Whether loading it before the application does is without consequences. */
  canLoadEarly(version: string): boolean;
  /** Patches what it finds; false when that is nothing. Must be idempotent. */
  patchModule(moduleExports: unknown): boolean;
  /** Other modules of the package that have something to patch. Each counts only where the application uses it. */
  readonly companions?: readonly Adoptable[];
}
