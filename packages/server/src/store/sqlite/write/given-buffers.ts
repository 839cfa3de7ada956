/** The bytes of spans: they are made for the thread that writes alone, so they are not copied on their way to it. */
import type { WriteBatch } from "./project-changes.ts";

export function givenBuffers(batches: readonly WriteBatch[]): readonly ArrayBuffer[] {
  return batches
    .flatMap(({ groups }) => groups)
    .flatMap(({ blocks }) => blocks)
    .flatMap(({ heads, content }) => [heads.bytes.buffer, content.buffer]);
}
