/** Jest's global setup: installs the peers that are not there yet, in a cache folder that outlives the checkout. */
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { AGENTOPS_0_3, AGENTOPS_0_4 } from "./agentops/peers.ts";
import { COLLECTOR } from "./collector/peer.ts";
import { type Peer, variableOf } from "./peer.ts";

const PEERS: readonly Peer[] = [COLLECTOR, AGENTOPS_0_3, AGENTOPS_0_4];

const cacheFolder = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "rootspan-peers");

export default async function installPeers(): Promise<void> {
  for (const peer of PEERS) {
    const missing = peer.needs.filter((program) => !isOnPath(program));
    if (missing.length === 0) {
      process.env[variableOf(peer)] = join(await install(peer), peer.program);
    } else if (process.env["CI"] === undefined) {
      console.log(`skipped: all tests with ${peer.name}, which needs ${missing.join(" and ")}`);
    } else {
      throw new Error(`${peer.name} needs ${missing.join(" and ")}`);
    }
  }
}

async function install(peer: Peer): Promise<string> {
  const version = createHash("sha256").update(peer.recipe).digest("hex").slice(0, 12);
  const folder = join(cacheFolder, `${peer.name}-${version}`);
  if (existsSync(folder)) return folder;
  console.log(`installing ${peer.name} into ${folder} (once, some minutes)`);
  // Under its own name only when it is complete.
  const partial = `${folder}.${process.pid}.partial`;
  mkdirSync(partial, { recursive: true });
  try {
    await peer.install(partial);
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
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
