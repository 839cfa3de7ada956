/** Jest's global setup: installs the peers that are not there yet, in a cache folder that outlives the checkout. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { packOwnPackages } from "./hosts/own-packages.ts";
import { type PeerProgram, slugOf, titleOf, variableOf } from "./peer.ts";
import { PROGRAMS } from "./peers.ts";

const cacheFolder = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "rootspan-peers");

/** What is no program of its own → how it is seen that it is there. Debian has it apart from Python. */
const CHECKS: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  "python3-venv": ["python3", "-c", "import ensurepip"],
};

export default async function installPeers(): Promise<void> {
  await packOwnPackages();
  for (const peer of PROGRAMS) {
    const missing = peer.needs.filter((need) => !isThere(need));
    if (missing.length === 0) {
      process.env[variableOf(peer)] = join(await install(peer), peer.program);
    } else if (process.env["CI"] === undefined) {
      console.log(`skipped: all tests with ${titleOf(peer)}, which needs ${missing.join(" and ")}`);
    } else {
      throw new Error(`${titleOf(peer)} needs ${missing.join(" and ")}`);
    }
  }
}

async function install(peer: PeerProgram): Promise<string> {
  const recipe = createHash("sha256").update(peer.recipe).digest("hex").slice(0, 12);
  const folder = join(cacheFolder, `${slugOf(peer)}-${recipe}`);
  if (existsSync(folder)) return folder;
  console.log(`installing ${titleOf(peer)} into ${folder} (once, some minutes)`);
  // Under its own name only when it is complete.
  const partial = `${folder}.${process.pid}.partial`;
  mkdirSync(partial, { recursive: true });
  try {
    await peer.install(partial);
    // Another run may have been faster.
    if (!existsSync(folder)) renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
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
