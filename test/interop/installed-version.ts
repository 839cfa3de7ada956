/** The version of a package that is installed here. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** @param folder of this workspace, whose `package.json` pins it @param name as that calls it */
export function installedVersion(folder: string, name: string): string {
  const manifest = readFileSync(join(folder, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
