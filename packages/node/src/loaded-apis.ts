/** Finds the copies of the OpenTelemetry API that the application and its packages have loaded, or load later. */
import { type Adoptable, adoptLoaded } from "@rootspan/instrumentations";
import { type ApiCopy, log } from "@rootspan/sdk";

/** @param take gets each copy at least once. @returns a function that ends it */
export function findLoadedApis(take: (copy: ApiCopy) => void): () => void {
  loadedApis.takers.add(take);
  for (const problem of adoptLoaded(loadedApis).problems) log.debug(problem);
  return () => void loadedApis.takers.delete(take);
}

class LoadedApis implements Adoptable {
  readonly packageName = "@opentelemetry/api";
  /** Since 1.10. Before, Node.js gets CommonJS only. */
  readonly esmFiles = ["dist/index.mjs"];
  readonly esmPreludes = [];
  readonly commonJsFiles = ["dist/index.cjs", "build/src/index.js"];
  readonly bindings = ["trace", "context"];
  readonly takers = new Set<(copy: ApiCopy) => void>();

  supportsVersion(version: string): boolean {
    return version.startsWith("1.");
  }

  canLoadEarly(): boolean {
    return true;
  }

  patchModule(moduleExports: unknown): boolean {
    const { trace, context } = moduleExports as Partial<ApiCopy>;
    if (typeof trace?.getTracerProvider !== "function" || typeof context?.active !== "function") return false;
    for (const take of this.takers) take({ trace, context });
    return true;
  }
}

/** One for the process: module hooks stay, however often `init` and `shutdown` are called. */
const loadedApis = new LoadedApis();
