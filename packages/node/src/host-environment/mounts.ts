/** Which file systems there are. */
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Deadline } from "./deadline.ts";
import { readText } from "./read-text.ts";
import { isWithin } from "./working-directory.ts";

export interface Mount {
  readonly device: string;
  readonly mountpoint: string;
  /** Such as `ext4`; empty where it is not known. */
  readonly type: string;
}

/** Images that are always full, and what a program serves, which may be gone. */
const NO_DISKS: ReadonlySet<string> = new Set(["squashfs", "erofs", "iso9660", "fuseblk"]);

/** In the order in which they were mounted. Empty where there is no `/proc`. */
export async function readMounts(deadline: Deadline): Promise<readonly Mount[]> {
  return parseMounts((await deadline.within(readText("/proc/self/mounts"))) ?? "");
}

/** Types of file systems that lie on a disk of this machine. */
export async function readDiskTypes(deadline: Deadline): Promise<ReadonlySet<string>> {
  return parseDiskTypes((await deadline.within(readText("/proc/filesystems"))) ?? "");
}

/** `/proc/self/mounts`, see fstab(5). */
export function parseMounts(text: string): readonly Mount[] {
  return text.split("\n").flatMap((line) => {
    const [device = "", mountpoint = "", type = ""] = line.split(" ").map(unescapeOctal);
    return mountpoint === "" ? [] : [{ device, mountpoint, type }];
  });
}

/** `/proc/filesystems`, see filesystems(5). ZFS brings its own disks, and is listed as if it had none. */
export function parseDiskTypes(text: string): ReadonlySet<string> {
  const types = text.split("\n").flatMap((line) => /^(?:\t|nodev\t(?=zfs$))(\S+)$/.exec(line)?.[1] ?? []);
  return new Set(types.filter((type) => !NO_DISKS.has(type)));
}

/** The one that the path lies on: of those above it the deepest, and of several on one folder the last. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  return mounts
    .filter(({ mountpoint }) => isWithin(path, mountpoint))
    .reduce<Mount | undefined>(
      (found, mount) => (found && found.mountpoint.length > mount.mountpoint.length ? found : mount),
      undefined,
    );
}

/** Without any list of mounts: the topmost folder that is on the same device as the path. */
export async function findMount(path: string, deadline: Deadline): Promise<Mount | undefined> {
  const deviceOf = async (folder: string) => (await deadline.within(stat(folder)))?.dev;
  const device = await deviceOf(path);
  if (device === undefined) return undefined;
  let mountpoint = path;
  while (dirname(mountpoint) !== mountpoint && (await deviceOf(dirname(mountpoint))) === device) {
    mountpoint = dirname(mountpoint);
  }
  return { device: mountpoint, mountpoint, type: "" };
}

/** Spaces, tabs, line feeds and backslashes are written as `\040` and so on. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
