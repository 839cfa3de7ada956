/** AgentOps' Python SDK, of both lines, each in a virtual environment of its own. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Peer } from "../peer.ts";
import { runCommand } from "../run-command.ts";

/** With the packages that were current when the SDK was: it runs with no others. */
export const AGENTOPS_0_3: Peer = pythonWith("agentops_0_3", "agentops-0.3.26.txt");
export const AGENTOPS_0_4: Peer = pythonWith("agentops_0_4", "agentops-0.4.21.txt");

function pythonWith(name: string, list: string): Peer {
  const requirements = join("test/interop/agentops/requirements", list);
  return {
    name,
    needs: ["python3"],
    recipe: readFileSync(requirements, "utf8"),
    program: "bin/python",
    async install(folder) {
      await runCommand("python3", ["-m", "venv", folder]);
      const options = ["--quiet", "--disable-pip-version-check", "--no-deps", "-r", requirements];
      await runCommand(join(folder, "bin/python"), ["-m", "pip", "install", ...options]);
    },
  };
}
