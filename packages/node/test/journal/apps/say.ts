/** Tells the test what has happened, at once: a line that was said is in the pipe when the process dies. */
import { writeSync } from "node:fs";

export function say(...words: readonly (string | number | undefined)[]): void {
  let rest = Buffer.from(`${words.join(" ")}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      // The test reads slower than we write.
      if ((error as { code?: string }).code !== "EAGAIN") throw error;
    }
  }
}
