/** What is not copied on its way to the thread that writes. */
import type { StoreWrites } from "./store-writes.ts";

/** The bytes of spans are made for the writer alone. */
export function givenBuffers(name: keyof StoreWrites, args: readonly unknown[]): readonly ArrayBuffer[] {
  if (name !== "writeSpans") return [];
  const [batches] = args as Parameters<StoreWrites["writeSpans"]>;
  return batches
    .flatMap(({ groups }) => groups)
    .flatMap(({ blocks }) => blocks)
    .flatMap(({ heads, content }) => [heads.bytes.buffer, content.buffer]);
}
