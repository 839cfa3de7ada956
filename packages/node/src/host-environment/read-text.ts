/** Reads a small file that somebody else wrote. */
import { constants } from "node:fs";
import { open } from "node:fs/promises";

/** Parsing more would be felt in the host. Files in `/proc` say that they are empty. */
const MAX_BYTES = 256 * 1024;

/** @throws Error when it cannot be read, is no file, or is larger than 256 KiB */
export async function readText(path: string): Promise<string> {
  // To open a pipe that nobody writes to would otherwise take a thread for ever. Windows has no such flag, nor pipes.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const { size } = await file.stat().then((stats) => (stats.isFile() ? stats : { size: Number.POSITIVE_INFINITY }));
    if (size > MAX_BYTES) throw new Error(`${path} must be a file of at most ${MAX_BYTES} bytes`);
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}
