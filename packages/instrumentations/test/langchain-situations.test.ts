/** On both lines, an application sees the same with instrumentation as without, and its runs make the right spans. */
import { LINES } from "./fixtures/langchain/load-langchain.ts";
import type { Report } from "./fixtures/langchain/run-situations.ts";
import { reportsOf, testReports } from "./support/test-reports.ts";

describe.each(LINES)("with LangChain %s.x, a situation", (line) => {
  let reports: Report[];
  beforeAll(async () => {
    reports = await reportsOf<Report>("langchain/run-situations.ts", line);
  });

  testReports(() => reports);

  it("has the span of what runs active", () => {
    expect(reports.map(({ name, active }) => [name, active])).toEqual(
      reports.map(({ name, expectedActive }) => [name, expectedActive]),
    );
  });
});
