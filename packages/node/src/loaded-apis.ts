/** Finds the copies of the OpenTelemetry API that the application and its packages have loaded, or load later. */
import { type Adoptable, adoptLoaded } from "@rootspan/instrumentations";
import { type ApiCopy, log } from "@rootspan/sdk";

/** @param take gets each copy at least once. @returns a function that ends it */
export function findLoadedApis(take: (copy: ApiCopy) => void): () => void {
  const apis = new LoadedApis(take);
  for (const problem of adoptLoaded(apis).problems) log.debug(problem);
  return () => apis.stop();
}

class LoadedApis implements Adoptable {
  readonly packageName = "@opentelemetry/api";
  /** Since 1.10. Before, Node.js gets CommonJS only. */
  readonly esmFiles = ["dist/index.mjs"];
  readonly esmPreludes = [];
  readonly commonJsFiles = ["dist/index.cjs", "build/src/index.js"];
  readonly bindings = ["trace", "context"];
  #take: ((copy: ApiCopy) => void) | undefined;

  constructor(take: (copy: ApiCopy) => void) {
    this.#take = take;
  }

  supportsVersion(version: string): boolean {
    return version.startsWith("1.");
  }

  canLoadEarly(): boolean {
    return true;
  }

  patchModule(moduleExports: unknown): boolean {
    const { trace, context } = moduleExports as Partial<ApiCopy>;
    if (typeof trace?.getTracerProvider !== "function" || typeof context?.active !== "function") return false;
    this.#take?.({ trace, context });
    return true;
  }

  stop(): void {
    this.#take = undefined;
  }
}
