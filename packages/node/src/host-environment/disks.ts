/** How full the disks are. */
import { stat, statfs } from "node:fs/promises";
import type { HostDisk } from "@rootspan/model";
import type { Deadline } from "./deadline.ts";
import { formatGigabytes, formatShare } from "./format.ts";
import { findMount, type Mount, mountOf, readDiskTypes, readMounts } from "./mounts.ts";
import { workingDirectory } from "./working-directory.ts";

const MAX_DISKS = 16;
/** A machine that runs containers can have thousands. */
const MAX_MOUNTS = 64;
const MAX_PATH_LENGTH = 200;

/**
 * The file system of the working directory, whatever it is, then the disks of this machine, each once. File systems of
 * other machines are not asked: one that does not answer would hold a thread of the host.
 */
export async function describeDisks(deadline: Deadline): Promise<Readonly<Record<string, HostDisk>> | undefined> {
  const disks = new Map<string, HostDisk>();
  for (const { device, mountpoint } of await listMounts(deadline)) {
    if (disks.size === MAX_DISKS || deadline.isPassed()) break;
    if (disks.has(device)) continue;
    const disk = await describeDisk(mountpoint, deadline);
    if (disk !== undefined) disks.set(device, disk);
  }
  return disks.size === 0 ? undefined : Object.fromEntries(disks);
}

async function listMounts(deadline: Deadline): Promise<readonly Mount[]> {
  const [mounts, diskTypes] = await Promise.all([readMounts(deadline), readDiskTypes(deadline)]);
  const folder = workingDirectory();
  const own = folder === undefined ? undefined : (mountOf(folder, mounts) ?? (await findMount(folder, deadline)));
  return [...(own === undefined ? [] : [own]), ...mounts.filter(({ type }) => diskTypes.has(type))]
    .filter(({ device, mountpoint }) => Math.max(device.length, mountpoint.length) <= MAX_PATH_LENGTH)
    .slice(0, MAX_MOUNTS);
}

/** Used and free as `df` counts them. */
async function describeDisk(mountpoint: string, deadline: Deadline): Promise<HostDisk | undefined> {
  // Containers mount single files, which are on a disk of their host.
  if (!(await deadline.within(stat(mountpoint)))?.isDirectory()) return undefined;
  const size = await deadline.within(statfs(mountpoint));
  if (size === undefined || size.blocks === 0) return undefined;
  // Blocks are counted in fragments, of which Node.js 20 does not know; on disks the two are the same.
  const blockBytes = size.frsize ?? size.bsize;
  const used = size.blocks - size.bfree;
  return {
    Mountpoint: mountpoint,
    Total: formatGigabytes(size.blocks * blockBytes),
    Used: formatGigabytes(used * blockBytes),
    Free: formatGigabytes(size.bavail * blockBytes),
    Percentage: formatShare(used === 0 ? 0 : used / (used + size.bavail)),
  };
}
