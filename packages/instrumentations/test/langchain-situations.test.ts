/** On both lines, an application sees the same with instrumentation as without, and its runs make the right spans. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { LINES } from "./fixtures/langchain/load-langchain.ts";
import type { Report } from "./fixtures/langchain/run-situations.ts";

const run = promisify(execFile);

/** In a process of its own: Jest has no real unhandled rejections, and its errors are of another realm. */
async function reportsOf(line: string): Promise<Report[]> {
  const { stdout } = await run(
    process.execPath,
    [
      "--expose-gc",
      "--unhandled-rejections=warn",
      "--conditions=@rootspan/source",
      join(__dirname, "fixtures/langchain/run-situations.ts"),
      line,
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return JSON.parse(stdout) as Report[];
}

describe.each(LINES)("with LangChain %s.x, a situation", (line) => {
  let reports: Report[];
  beforeAll(async () => {
    reports = await reportsOf(line);
  }, 60_000);

  it("has the same outcome for the application", () => {
    expect(reports.map(({ name, traced }) => ({ name, ...traced }))).toEqual(
      reports.map(({ name, bare }) => ({ name, ...bare })),
    );
  });

  it("makes the expected spans", () => {
    expect(reports.map(({ name, tree }) => `${name}\n${tree}`)).toEqual(
      reports.map(({ name, expectedTree }) => `${name}\n${expectedTree}`),
    );
  });

  it("has the span of what runs active", () => {
    expect(reports.map(({ name, active }) => [name, active])).toEqual(
      reports.map(({ name, expectedActive }) => [name, expectedActive]),
    );
  });

  it("leaves no span open", () => {
    expect(reports.filter(({ openSpans }) => openSpans !== 0).map(({ name }) => name)).toEqual([]);
  });

  it("gives the caller its context back", () => {
    expect(reports.filter(({ contextRestored }) => !contextRestored).map(({ name }) => name)).toEqual([]);
  });

  it("leaves no content on spans while capture is off", () => {
    expect(reports.filter(({ leaks }) => leaks.length > 0).map(({ name, leaks }) => [name, leaks])).toEqual([]);
  });
});
