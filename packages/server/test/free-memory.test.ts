import { freeMemory } from "../src/free-memory.ts";

describe("freeMemory", () => {
  it("lets go of memory that holds nothing else", () => {
    const bytes = new Uint8Array(100_000);
    freeMemory(bytes);
    expect(bytes.buffer.detached).toBe(true);
    expect(bytes).toHaveLength(0);
  });

  it("leaves memory alone that holds something else too", () => {
    const all = Buffer.from("what came first, and what came behind it");
    const first = all.subarray(0, 15);
    freeMemory(first);
    expect(String(first)).toBe("what came first");
    expect(String(all)).toContain("behind it");
  });
});
