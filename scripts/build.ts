/** Everything that is published: the packages, and the pages that the server's package brings along. */
import { spawnSync } from "node:child_process";
import { buildDashboard } from "./dashboard.ts";

const { status } = spawnSync(process.execPath, ["node_modules/tsdown/dist/run.mjs"], { stdio: "inherit" });
process.exitCode = status === 0 && buildDashboard() ? 0 : 1;
