/** A key of a server's store, made by the command that users make it by. */
import { execFileSync } from "node:child_process";

/** @param store as `sqlite:/folder/test.db` */
export function createKey(store: string, project: string): string {
  const command = ["packages/server/src/main.ts", "keys", "create", "--project", project, "--store", store];
  return execFileSync(process.execPath, ["--conditions=@rootspan/source", ...command], { encoding: "utf8" }).trim();
}
