/** A peer of Python's package index, in a virtual environment of its own. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PeerProgram } from "./peer.ts";
import { runCommand } from "./run-command.ts";

/**
 * The program is Python's interpreter.
 *
 * @param requirements a file that lists every package with its version, as `pip freeze` does; the first is the peer itself
 */
export function pythonProgram(name: string, requirements: string): PeerProgram {
  const recipe = readFileSync(requirements, "utf8");
  return {
    name,
    version: /^\S+==(\S+)/.exec(recipe)![1]!,
    needs: ["python3", "python3-venv"],
    recipe,
    program: "bin/python",
    async install(folder) {
      await runCommand("python3", ["-m", "venv", folder]);
      const options = ["--quiet", "--disable-pip-version-check", "--no-deps", "-r", requirements];
      await runCommand(join(folder, "bin/python"), ["-m", "pip", "install", ...options]);
    },
  };
}
