/**
 * Gives packages another copy of `@opentelemetry/api` than this workspace does, where all of ours have 1.9.
 * Loaded by `--import`; the variable `API_LAYOUT` names the layout.
 */
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Which files get 1.10. */
const layouts = {
  /** As npm does it for an application with 1.10: all who accept that have it too, and only `rootspan` keeps 1.9. */
  npm: /packages\/(sdk|instrumentations)\/|@opentelemetry\/instrumentation\//,
  /** As an application does it that forces one version on all. */
  one: /./,
};

const files = layouts[process.env["API_LAYOUT"] as keyof typeof layouts];
const owner = pathToFileURL(join(import.meta.dirname, "opentelemetry-3/app.ts")).href;

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === "@opentelemetry/api" && files.test(context.parentURL ?? "")
      ? nextResolve(specifier, { ...context, parentURL: owner })
      : nextResolve(specifier, context),
});
