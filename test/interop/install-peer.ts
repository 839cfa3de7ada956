/** Installs a peer that is not there yet, in a cache folder that outlives the checkout. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type PeerProgram, slugOf, titleOf } from "./peer.ts";

const cacheFolder = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "rootspan-peers");

/** @returns the path of its program */
export async function installPeer(peer: PeerProgram): Promise<string> {
  const recipe = createHash("sha256").update(peer.recipe).digest("hex").slice(0, 12);
  const folder = join(cacheFolder, `${slugOf(peer)}-${recipe}`);
  if (!existsSync(folder)) await installInto(folder, peer);
  return join(folder, peer.program);
}

async function installInto(folder: string, peer: PeerProgram): Promise<void> {
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
}
