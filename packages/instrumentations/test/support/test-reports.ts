/** What must be true of every situation, whichever library it is one of. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SituationReport } from "./situation.ts";

const run = promisify(execFile);

/**
 * In a process of its own: Jest has no real unhandled rejections, and its errors are of another realm.
 * @param script of the fixtures; prints the reports
 */
export async function reportsOf<Report extends SituationReport>(
  script: string,
  ...more: readonly string[]
): Promise<Report[]> {
  const { stdout } = await run(
    process.execPath,
    [
      "--expose-gc",
      "--unhandled-rejections=warn",
      "--conditions=@rootspan/source",
      join(__dirname, "../fixtures", script),
      ...more,
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  return JSON.parse(stdout) as Report[];
}

export function testReports(reports: () => readonly SituationReport[]): void {
  it("has the same outcome for the application", () => {
    expect(reports().map(({ name, traced }) => ({ name, ...traced }))).toEqual(
      reports().map(({ name, bare }) => ({ name, ...bare })),
    );
  });

  it("makes the expected spans", () => {
    expect(reports().map(({ name, tree }) => `${name}\n${tree}`)).toEqual(
      reports().map(({ name, expectedTree }) => `${name}\n${expectedTree}`),
    );
  });

  it("leaves no span open", () => {
    expect(namesWhere(({ openSpans }) => openSpans !== 0)).toEqual([]);
  });

  it("gives the caller its context back", () => {
    expect(namesWhere(({ contextRestored }) => !contextRestored)).toEqual([]);
  });

  it("leaves no content on spans while capture is off", () => {
    expect(namesWhere(({ leaks }) => leaks.length > 0)).toEqual([]);
  });

  const namesWhere = (isSo: (report: SituationReport) => boolean): string[] =>
    reports()
      .filter(isSo)
      .map(({ name }) => name);
}
