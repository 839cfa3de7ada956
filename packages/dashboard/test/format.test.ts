/** Numbers, times and text as people read them. */
import { formatBytes, formatCount, formatPlural, formatShare } from "../src/format/count.ts";
import { formatDuration, formatExactDuration } from "../src/format/duration.ts";
import { formatAgo } from "../src/format/moment.ts";
import { formatExactMoney, formatMoney } from "../src/format/money.ts";
import { toSafeLink } from "../src/format/safe-link.ts";
import { toVisibleLine, toVisibleText } from "../src/format/visible-text.ts";

it.each([
  [0, "$0"],
  [0.0000001, "<$0.000001"],
  [0.000012, "$0.000012"],
  [0.0002952, "$0.00030"],
  [0.0123, "$0.012"],
  [0.5, "$0.50"],
  [0.999, "$1.00"],
  [1.234, "$1.23"],
  [1234.5, "$1,235"],
  [-0.02, "−$0.020"],
  [null, "no price"],
])("shows %p USD as %s", (usd, text) => expect(formatMoney(usd)).toBe(text));

it("says exactly what a cost leaves out", () => {
  expect(formatExactMoney(0.0002952)).toBe("$0.000295");
  expect(formatExactMoney(0.5, 2)).toBe("$0.500000; 2 calls have no known price");
  expect(formatExactMoney(null, 1)).toBe("1 call has no known price");
});

it.each([
  [0, "0 ms"],
  [0.0001, "<1 µs"],
  [0.4, "400 µs"],
  [1.04, "1.0 ms"],
  [9.94, "9.9 ms"],
  [98.001, "98 ms"],
  [999.6, "1.00 s"],
  [1_240, "1.24 s"],
  [59_940, "59.9 s"],
  [59_960, "1m 00s"],
  [62_000, "1m 02s"],
  [3_599_600, "1h 00m"],
  [3_900_000, "1h 05m"],
  [86_399_999, "1d 00h"],
  [273_600_000, "3d 04h"],
  [-5, "−5.0 ms"],
])("shows %p ms as %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

it("shows durations to the microsecond on hover", () => {
  expect(formatExactDuration(1098.0009)).toBe("1,098.001 ms");
});

it("shows counts, sizes and shares short", () => {
  expect([0, 999, 1_000, 2_436, 9_990, 36_400, 999_600, 1_250_000].map(formatCount)).toEqual(
    ["0", "999", "1.0k", "2.4k", "10k", "36k", "1.0M", "1.3M"], // prettier-ignore
  );
  expect([12, 999, 1_300, 1_048_576].map(formatBytes)).toEqual(["12 B", "999 B", "1.3 kB", "1.0 MB"]);
  expect([0, 0.004, 0.12, 1].map(formatShare)).toEqual(["0%", "0.4%", "12%", "100%"]);
  expect([formatPlural(1, "call"), formatPlural(1_000, "entry", "entries")]).toEqual(["1 call", "1,000 entries"]);
});

it("shows times as so long ago while that says more than a date", () => {
  const now = new Date(2026, 10, 25, 12).getTime();
  expect(formatAgo(now - 20_000, now)).toBe("just now");
  expect(formatAgo(now - 240_000, now)).toBe("4 min ago");
  expect(formatAgo(now - 3 * 3_600_000, now)).toBe("3 h ago");
  expect(formatAgo(new Date(2026, 10, 20, 9, 5).getTime(), now)).toBe("Nov 20, 09:05");
  expect(formatAgo(new Date(2025, 10, 20).getTime(), now)).toBe("Nov 20, 2025");
  expect(formatAgo(new Date(2026, 10, 26, 9, 5).getTime(), now)).toBe("Nov 26, 09:05");
});

it("shows every character that could deceive, and no other way", () => {
  expect(toVisibleText("plain\ttext\nof two lines, 漢字 and 🙂")).toBe("plain\ttext\nof two lines, 漢字 and 🙂");
  expect(toVisibleText("\u001b[31mred\u0000")).toBe("␛[31mred␀");
  expect(toVisibleText("user\u202Egnp.exe")).toBe("user⟨U+202E⟩gnp.exe");
  expect(toVisibleText("a\u200bb\ufeffc\u{e0041}d\u2066")).toBe("a⟨U+200B⟩b⟨U+FEFF⟩c⟨U+E0041⟩d⟨U+2066⟩");
  expect(toVisibleText("a\r\nb\rc")).toBe("a\nb␍c");
});

it("keeps joined emoji together", () => {
  expect(toVisibleText("👩‍💻")).toBe("👩‍💻");
});

it("cuts a line without half a character", () => {
  expect(toVisibleLine("one\ntwo")).toBe("one two");
  expect(toVisibleLine("🙂🙂", 3)).toBe("🙂�…");
});

it("follows no address that could run something", () => {
  expect(toSafeLink("https://example.com/a b")).toBe("https://example.com/a%20b");
  expect(toSafeLink("mailto:a@example.com")).toBe("mailto:a@example.com");
  for (const address of [
    "javascript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://example.com/1",
    "/relative",
    "",
  ]) {
    expect([address, toSafeLink(address)]).toEqual([address, undefined]);
  }
});
