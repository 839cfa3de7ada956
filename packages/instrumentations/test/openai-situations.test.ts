/** On every major, an application sees the same with instrumentation as without, and its calls make the right spans. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { MAJORS } from "./support/majors.ts";
import type { SituationReport } from "./support/situation.ts";

const run = promisify(execFile);

/** In a process of its own: Jest has no real unhandled rejections, and its errors are of another realm. */
async function reportsOf(major: string, ...more: readonly string[]): Promise<SituationReport[]> {
  const { stdout } = await run(
    process.execPath,
    [
      "--expose-gc",
      "--unhandled-rejections=warn",
      "--conditions=@rootspan/source",
      join(__dirname, "fixtures/run-situations.ts"),
      major,
      ...more,
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return JSON.parse(stdout) as SituationReport[];
}

describe.each(MAJORS)("with %s, a situation", (major) => {
  let reports: SituationReport[];
  beforeAll(async () => {
    reports = await reportsOf(major);
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

it.each(["openai4", "openai7"])("with %s, the application sees no usage that we have asked for", async (major) => {
  const all = await reportsOf(major, "a stream", '{"requestStreamUsage":true}');
  // Raw bytes are what the provider sent.
  const reports = all.filter(({ name }) => !name.includes("raw"));
  expect(reports.map(({ name, traced }) => ({ name, ...traced }))).toEqual(
    reports.map(({ name, bare }) => ({ name, ...bare })),
  );
  const told = reports.find(({ name }) => name === "reads a stream");
  expect([told?.expectedTree, told?.tree]).toEqual(["chat answers: stop", "chat answers: stop, 12 in, 7 out"]);
});
