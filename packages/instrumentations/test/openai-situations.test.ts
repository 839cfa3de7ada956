/** On every major, an application sees the same with instrumentation as without, and its calls make the right spans. */
import { MAJORS } from "./support/majors.ts";
import type { SituationReport } from "./support/situation.ts";
import { reportsOf, testReports } from "./support/test-reports.ts";

const SCRIPT = "run-situations.ts";

describe.each(MAJORS)("with %s, a situation", (major) => {
  let reports: SituationReport[];
  beforeAll(async () => {
    reports = await reportsOf(SCRIPT, major);
  });

  testReports(() => reports);
});

it.each(["openai4", "openai7"])("with %s, the application sees no usage that we have asked for", async (major) => {
  const all = await reportsOf(SCRIPT, major, "a stream", '{"requestStreamUsage":true}');
  // Raw bytes are what the provider sent.
  const reports = all.filter(({ name }) => !name.includes("raw"));
  expect(reports.map(({ name, traced }) => ({ name, ...traced }))).toEqual(
    reports.map(({ name, bare }) => ({ name, ...bare })),
  );
  const told = reports.find(({ name }) => name === "reads a stream");
  expect([told?.expectedTree, told?.tree]).toEqual(["chat answers: stop", "chat answers: stop, 12 in, 7 out"]);
});
