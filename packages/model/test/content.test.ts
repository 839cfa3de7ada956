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

it("is valid and short enough for values of any shape, and reads each property at most once", () => {
  const leaf = fc.oneof(fc.string({ unit: "binary", maxLength: 400 }), fc.double(), fc.boolean(), fc.constant(null));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3, withCrossShrink: true }, leaf, tie("list"), tie("object")),
    list: fc.array(tie("value"), { maxLength: 15 }),
    object: fc.dictionary(fc.string({ maxLength: 60 }), tie("value"), { maxKeys: 10 }),
  }));
  fc.assert(
    fc.property(value, fc.integer({ min: 256, max: 3_000 }), (given, maxBytes) => {
      let readTwice = 0;
      const watched = (item: unknown): unknown => {
        if (typeof item !== "object" || item === null) return item;
        const seen = new Set<string>();
        const copy = Array.isArray(item) ? [] : {};
        for (const [key, inner] of Object.entries(item)) {
          const value = watched(inner);
          const get = (): unknown => {
            if (seen.has(key)) readTwice += 1;
            seen.add(key);
            return value;
          };
          Object.defineProperty(copy, key, { enumerable: true, get });
        }
        return copy;
      };
      const json = toContent("key", [watched(given)], limits(maxBytes))!;
      expect(Buffer.byteLength(json)).toBeLessThanOrEqual(maxBytes);
      JSON.parse(json);
      expect(readTwice).toBe(0);
      const whole = JSON.stringify([given]);
      expect(Buffer.byteLength(whole) <= maxBytes ? json : whole).toBe(whole);
    }),
    { numRuns: 200 },
  );
});

it("thins lists within, and keeps what lies beside them", () => {
  const rows = Array.from({ length: 300_000 }, (_, id) => ({ id, name: `row ${id}` }));
  const json = toContent("key", { total: 3, result: { rows, pages: 2 }, after: "x" }, limits(4_096))!;
  const short = JSON.parse(json) as { result: { rows: ({ omitted?: number } | (typeof rows)[0])[] } };
  expect(short).toMatchObject({ total: 3, result: { pages: 2 }, after: "x" });
  const marker = short.result.rows.pop();
  expect(short.result.rows.length).toBeGreaterThan(100);
  expect(short.result.rows).toEqual(rows.slice(0, short.result.rows.length));
  expect(marker).toEqual({ omitted: rows.length - short.result.rows.length });
});

it("reads no more than it can keep", () => {
  let read = 0;
  const rows = Array.from({ length: 300_000 }, () => ({
    get cell() {
      read += 1;
      return 1;
    },
  }));
  toContent("key", { rows }, limits(4_096));
  toContent("key", rows, limits(4_096));
  const shared = { rows: Array.from({ length: 1_000 }, () => rows) };
  toContent("key", { shared: [shared, shared] }, limits(4_096));
  expect(read).toBeGreaterThan(100);
  expect(read).toBeLessThan(5_000);
});

it("survives values that are deep, circular, wide or hostile", () => {
  let deep: unknown = 1;
  for (let depth = 0; depth < 100_000; depth += 1) deep = { deep };
  const circular: { rows: unknown[] } = { rows: [] };
  circular.rows = Array.from({ length: 100_000 }, () => circular);
  const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key ${index}`, { index }]));
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const value of [deep, circular, wide, { proxy }, [proxy], proxy, { text: "\u0001".repeat(1_000_000) }]) {
    const json = toContent("key", value, limits(2_000))!;
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(2_000);
    JSON.parse(json);
  }
  expect(toContent("key", { proxy, rest: 1 }, limits())).toBe('{"proxy":"[unreadable]","rest":1}');
  expect(toContent("key", circular, limits(256))).toMatch(/^\{"rows":\["\[circular\]",.*\{"omitted":\d+\}\]\}$/);
});

it("names what JSON would make nothing of", () => {
  class Money {
    readonly #amount = 1;
    get amount(): number {
      return this.#amount;
    }
  }
  class Point {
    readonly x = 1;
  }
  const cases: readonly (readonly [unknown, unknown])[] = [
    [/a+/g, "/a+/g"],
    [new Headers({ accept: "text/html" }), { accept: "text/html" }],
    [new URLSearchParams({ a: "1" }), "a=1"],
    [new URL("http://localhost/a"), "http://localhost/a"],
    [new SharedArrayBuffer(8), "[8 bytes]"],
    [new ArrayBuffer(9), "[9 bytes]"],
    [new DataView(new ArrayBuffer(7)), "[7 bytes]"],
    [Buffer.alloc(6), "[6 bytes]"],
    [Buffer.alloc(5).toJSON(), "[5 bytes]"],
    [
      new Map<unknown, unknown>([
        ["a", 1],
        [Symbol("b"), 2],
        [Object.create(null), 3],
      ]),
      { a: 1, "Symbol(b)": 2, "[Object]": 3 },
    ],
    [new Set([1, "b"]), [1, "b"]],
    [
      Object.assign(new RangeError("far", { cause: "near" }), { code: 7 }),
      { name: "RangeError", message: "far", cause: "near", code: 7 },
    ],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [new Money(), "[Money]"],
    [new Point(), { x: 1 }],
    [new (class Late extends Point {})(), { x: 1 }],
    [Promise.resolve(), "[Promise]"],
    [new WeakMap(), "[WeakMap]"],
    [10n, "10"],
    [Object(10n), "10"],
    [Object("text"), "text"],
    [Symbol("a"), "[symbol]"],
    [() => 1, "[function]"],
    [Object.create(null), {}],
    [{}, {}],
    [
      [undefined, NaN],
      [null, null],
    ],
  ];
  for (const [value, expected] of cases) {
    expect(JSON.parse(toContent("key", { value }, limits())!)).toEqual({ value: expected });
  }
  const map = new Map(Array.from({ length: 10_000 }, (_, index) => [`key ${index}`, index]));
  expect(toContent("key", map, limits(1_024))).toMatch(/^\{"key 0":0,.*"omitted":\d+\}$/);
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

it("leaves alone what fits to the byte", () => {
  for (const value of [
    [["\u0000", [1, [], {}], { a: { b: [true] } }], "é"],
    { a: [{}, [[]]], b: { c: 1 } },
    [[[[[[]]]]]],
  ]) {
    const padded = { value, pad: "" };
    padded.pad = "x".repeat(256 - JSON.stringify(padded).length);
    for (const whole of [padded, [padded], Array.from({ length: 40 }, () => padded)]) {
      const json = JSON.stringify(whole);
      const bytes = Buffer.byteLength(json);
      expect(toContent("key", whole, limits(bytes))).toBe(json);
      expect(toContent("key", whole, limits(bytes - 1))).not.toBe(json);
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
