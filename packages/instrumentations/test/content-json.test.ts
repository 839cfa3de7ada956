/** Content stays JSON, and stays within its bounds. */
import fc from "fast-check";
import { shortenText, toContentJson } from "../src/content-json.ts";

const message = (role: string, content: string) => ({ role, parts: [{ type: "text", content }] });

it("leaves alone what fits", () => {
  const items = [message("system", "Be brief."), message("user", "Grüße 👋")];
  expect(toContentJson(items, 1024)).toBe(JSON.stringify(items));
});

it("shortens the long text and leaves the short ones whole", () => {
  const json = toContentJson(
    [message("system", "Be brief."), message("user", "x".repeat(50_000)), message("user", "And?")],
    4096,
  );
  const [first, second, third] = JSON.parse(json) as ReturnType<typeof message>[];
  expect(first).toEqual(message("system", "Be brief."));
  expect(second?.parts[0]?.content).toMatch(/^x+…\[4\d{4} characters omitted\]…x+$/);
  expect(third).toEqual(message("user", "And?"));
  expect(Buffer.byteLength(json)).toBeGreaterThan(3000);
});

it("keeps the first and the latest of too many", () => {
  const items = Array.from({ length: 10_000 }, (_, index) => message("user", `question ${index}`));
  const kept = JSON.parse(toContentJson(items, 8192)) as { omitted?: number; parts: { content: string }[] }[];
  expect(kept[0]?.parts[0]?.content).toBe("question 0");
  expect(kept[1]?.omitted).toBe(10_000 - (kept.length - 1));
  expect(kept.at(-1)?.parts[0]?.content).toBe("question 9999");
  expect(kept.length).toBeGreaterThan(20);
});

it("is valid and short enough whatever it is given", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 3000 }),
    fc.string({ unit: "grapheme", maxLength: 3000 }),
    fc.nat({ max: 30_000 }).map((length) => '"\n\u0001'.repeat(length)),
    fc.constant("\u{1F600}".repeat(5000)),
  );
  const item = fc.oneof(
    fc.record({
      role: fc.constantFrom("user", "tool"),
      parts: fc.array(fc.record({ type: fc.constant("text"), content: text }), { maxLength: 5 }),
    }),
    fc.jsonValue(),
    text,
  );
  fc.assert(
    fc.property(fc.array(item, { maxLength: 60 }), fc.integer({ min: 1024, max: 20_000 }), (items, maxBytes) => {
      const json = toContentJson(items, maxBytes);
      expect(Buffer.byteLength(json)).toBeLessThanOrEqual(maxBytes);
      expect(Array.isArray(JSON.parse(json))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

it("never cuts a character in two", () => {
  for (let length = 10; length < 30; length += 1)
    expect(shortenText("👋".repeat(100), length).isWellFormed()).toBe(true);
});
