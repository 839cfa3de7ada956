/** chdb, the engine of ClickHouse 26.7 as npm has it: half a gigabyte, for Linux with glibc and for macOS. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PeerProgram } from "../peer.ts";
import { runCommand } from "../run-command.ts";

const VERSION = "3.4.0";

export const CHDB: PeerProgram = {
  name: "ClickHouse (chdb)",
  version: VERSION,
  needs: ["npm"],
  recipe: VERSION,
  program: "node_modules",
  async install(folder) {
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: { chdb: VERSION } }));
    await runCommand("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: folder });
  },
};
