/** Content stays JSON, and stays within its bounds. */
import fc from "fast-check";
import { type ContentLimits, toContent, toContentJson } from "../src/content/index.ts";

const limits = (maxAttributeBytes = 10_000, more: Partial<ContentLimits> = {}): ContentLimits => ({
  captureContent: true,
  maxAttributeBytes,
  ...more,
});

const message = (role: string, content: string) => ({ role, parts: [{ type: "text", content }] });

it("leaves alone what fits", () => {
  const items = [message("system", "Be brief."), message("user", "Grüße 👋")];
  expect(toContentJson("key", items, limits(1024))).toBe(JSON.stringify(items));
});

it("shortens the long text and leaves the short ones whole", () => {
  const json = toContentJson(
    "key",
    [message("system", "Be brief."), message("user", "x".repeat(50_000)), message("user", "And?")],
    limits(4096),
  )!;
  const [first, second, third] = JSON.parse(json) as ReturnType<typeof message>[];
  expect(first).toEqual(message("system", "Be brief."));
  expect(second?.parts[0]?.content).toMatch(/^x+…\[4\d{4} characters omitted\]…x+$/);
  expect(third).toEqual(message("user", "And?"));
  expect(Buffer.byteLength(json)).toBeGreaterThan(3000);
});

it("keeps the first and the latest of too many", () => {
  const items = Array.from({ length: 10_000 }, (_, index) => message("user", `question ${index}`));
  const kept = JSON.parse(toContentJson("key", items, limits(8192))!) as {
    omitted?: number;
    parts: { content: string }[];
  }[];
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
      const json = toContentJson("key", items, limits(maxBytes))!;
      expect(Buffer.byteLength(json)).toBeLessThanOrEqual(maxBytes);
      expect(Array.isArray(JSON.parse(json))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

it("never cuts a character in two, and never exceeds the limit", () => {
  for (let bytes = 60; bytes < 200; bytes += 1) {
    for (const text of ["👋".repeat(100), `${"a".repeat(500)}${"語".repeat(300)}`]) {
      const short = toContent("key", text, limits(bytes))!;
      expect(short.isWellFormed()).toBe(true);
      expect(Buffer.byteLength(short)).toBeLessThanOrEqual(bytes);
    }
  }
});

it("keeps objects that are too long as JSON that parses", () => {
  const json = toContent("key", { id: 7, note: "x".repeat(50_000), list: [1, 2] }, limits(1_000))!;
  expect(Buffer.byteLength(json)).toBeLessThanOrEqual(1_000);
  expect(JSON.parse(json)).toMatchObject({ id: 7, list: [1, 2], note: expect.stringContaining("characters omitted") });
});

it("makes a small, marked placeholder of a picture of two megabytes, wherever it lies", () => {
  const url = `data:image/png;base64,${Buffer.alloc(1_500_000, 7).toString("base64")}`;
  const expected = "data:image/png;base64,[2000000 base64 characters omitted]";
  const roomy = limits(16_000_000);
  expect(toContent("key", url, roomy)).toBe(expected);
  expect(toContent("key", `see ![this](${url}) and ![that](${url})!`, roomy)).toBe(
    `see ![this](${expected}) and ![that](${expected})!`,
  );
  expect(toContent("key", { a: [{ image: url }] }, roomy)).toBe(JSON.stringify({ a: [{ image: expected }] }));
  expect(toContentJson("key", [{ url }], roomy)).toBe(JSON.stringify([{ url: expected }]));
  const icon = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
  expect(toContent("key", icon, roomy)).toBe(icon);
});

it("records nothing with capturing off", () => {
  expect(toContent("key", "secret", limits(1_000, { captureContent: false }))).toBeUndefined();
  expect(toContentJson("key", ["secret"], limits(1_000, { captureContent: false }))).toBeUndefined();
});

it("asks about every value, the outermost first, before it shortens", () => {
  const asked: string[] = [];
  const redact: ContentLimits["redact"] = (value, { attribute, key }) => {
    asked.push(`${attribute} ${key}`);
    if (key === "password") return undefined;
    return typeof value === "string" ? value.replaceAll(/\d{4}-\d{4}/g, "[card]") : value;
  };
  const value = { user: { name: "Ann", password: "1" }, texts: ["x".repeat(5_000) + "1234-5678"] };
  const json = toContent("params", value, limits(1_000, { redact }))!;
  expect(asked).toEqual(["params ", "params user", "params name", "params password", "params texts", "params 0"]);
  expect(JSON.parse(json)).toMatchObject({ user: { name: "Ann" } });
  expect(json).not.toContain("password");
  expect(json).not.toContain("5678");
  expect(toContentJson("key", [{ content: "pay 1234-5678" }], limits(1_000, { redact }))).toBe(
    '[{"content":"pay [card]"}]',
  );
});

it("leaves out what redaction leaves out, and never shows what it failed at", () => {
  expect(toContent("key", "secret", limits(1_000, { redact: () => undefined }))).toBeUndefined();
  expect(toContent("key", { a: 1 }, limits(1_000, { redact: () => undefined }))).toBeUndefined();
  const failing = (): never => {
    throw new Error("no");
  };
  expect(toContent("key", "secret", limits(1_000, { redact: failing }))).toBe("[redaction failed]");
  expect(toContent("key", { a: "secret" }, limits(1_000, { redact: failing }))).toBe('"[redaction failed]"');
  const once = (value: unknown): unknown => (value === "text" ? { kept: 1n } : value);
  expect(toContent("key", "text", limits(1_000, { redact: once }))).toBe('{"kept":"1"}');
});
