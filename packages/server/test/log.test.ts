/** Lines of the log: one an event, whatever is in it. */
import { createLog, type LogFormat, type LogLevel } from "../src/log/log.ts";
import { createFaultReporter } from "../src/report-fault.ts";

function logged(format: LogFormat, level: LogLevel, use: (log: ReturnType<typeof createLog>) => void): string {
  let lines = "";
  use(createLog({ format, level, now: () => 0, write: (line) => (lines += line) }));
  return lines;
}

it("are text for people, with words in quotes where they would not be one", () => {
  const lines = logged("text", "info", (log) => {
    log("info", "listening", { url: "http://127.0.0.1:4318", note: "two words", none: undefined, count: 3 });
    log("warn", "odd");
  });
  expect(lines).toBe(
    `1970-01-01T00:00:00.000Z info  listening url=http://127.0.0.1:4318 note="two words" count=3\n` +
      "1970-01-01T00:00:00.000Z warn  odd\n",
  );
});

it("are JSON for programs", () => {
  const lines = logged("json", "info", (log) => log("error", "failed", { code: 5 }));
  expect(JSON.parse(lines)).toEqual({ time: "1970-01-01T00:00:00.000Z", level: "error", event: "failed", code: 5 });
});

it("leave out what is less than the level", () => {
  const all = (level: LogLevel) =>
    logged("text", level, (log) => {
      for (const each of ["error", "warn", "info", "debug"] as const) log(each, "event");
    })
      .split("\n")
      .filter((line) => line !== "").length;
  expect([all("error"), all("warn"), all("info"), all("debug")]).toEqual([1, 2, 3, 4]);
});

it.each(["text", "json"] as const)("stay one line of %s that moves no cursor, whatever a fault is called", (format) => {
  const error = Object.assign(new Error("not told"), { name: "Bad\n2026 error forged\u001b[2J\u202e\u009b31m" });
  const lines = logged(format, "error", (log) => createFaultReporter(log)("failed", error));
  expect(lines.match(/\n/g)).toHaveLength(1);
  expect(lines).not.toContain("not told");
  expect(lines.trimEnd()).not.toMatch(/[\p{Cc}\u202e]/u);
});
