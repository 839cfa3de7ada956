/** Jest's global setup: installs the peers that are not there yet, and tells the tests where their programs are. */
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { packOwnPackages } from "./hosts/own-packages.ts";
import { installPeer } from "./install-peer.ts";
import { titleOf, variableOf } from "./peer.ts";
import { PROGRAMS } from "./peers.ts";

/** What is no program of its own → how it is seen that it is there. Debian has it apart from Python. */
const CHECKS: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  "python3-venv": ["python3", "-c", "import ensurepip"],
};

export default async function installPeers(): Promise<void> {
  await packOwnPackages();
  for (const peer of PROGRAMS) {
    const missing = peer.needs.filter((need) => !isThere(need));
    if (missing.length === 0) {
      process.env[variableOf(peer)] = await installPeer(peer);
    } else if (process.env["CI"] === undefined) {
      console.log(`skipped: all tests with ${titleOf(peer)}, which needs ${missing.join(" and ")}`);
    } else {
      throw new Error(`${titleOf(peer)} needs ${missing.join(" and ")}`);
    }
  }
}

function isThere(need: string): boolean {
  const check = CHECKS[need];
  if (check === undefined) return isOnPath(need);
  const [command, ...args] = check;
  return spawnSync(command, args).status === 0;
}

function isOnPath(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
