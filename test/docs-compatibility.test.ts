/** docs/compatibility.md tells of the peers, and of their versions, that the tests run with. */
import { readFileSync } from "node:fs";
import { fromPage, PAGE, toPage } from "./interop/compatibility/page.ts";
import CompatibilityReporter from "./interop/compatibility/reporter.ts";
import { titleOf } from "./interop/peer.ts";
import { PEERS } from "./interop/peers.ts";

const page = readFileSync(PAGE, "utf8");
const sections = fromPage(page);

// When one of these fails: `npm run test:interop -- -u`.

it("has a section for each peer in the version that is pinned, and for no other", () => {
  expect(sections.map(({ title }) => title).toSorted()).toEqual(PEERS.map(titleOf).toSorted());
});

it("is as it was written, with the versions of Rootspan and Node.js", () => {
  expect(page).toBe(toPage(sections));
});

describe("a run", () => {
  const [section] = sections as [(typeof sections)[number]];

  /** What the reporter says of a run of one peer, whose first test had this title. */
  function complaintOf(peer: string, first: string, status = "passed"): string | undefined {
    jest.spyOn(console, "error").mockImplementation();
    const reporter = new CompatibilityReporter({ updateSnapshot: "none" });
    const testResults = section.tests.map(({ title }, index) => ({
      ancestorTitles: [peer],
      title: index === 0 ? first : title,
      status,
    }));
    reporter.onRunComplete(undefined, { testResults: [{ testResults }] });
    return reporter.getLastError()?.message;
  }

  const known = section.tests[0]!.title;

  it("that saw what the page says is right", () => {
    expect(complaintOf(section.title, known)).toBeUndefined();
  });

  it("that saw something else says how the page is written anew", () => {
    expect(complaintOf(section.title, "something else")).toBe(
      `docs/compatibility.md says something else of ${section.title}: npm run test:interop -- -u`,
    );
  });

  it("with a peer that nobody has listed says where peers are listed", () => {
    expect(complaintOf("Nobody 1.0.0", known)).toContain("test/interop/peers.ts has no Nobody 1.0.0");
  });

  it("whose tests failed or were skipped says nothing of the page", () => {
    expect(complaintOf(section.title, "something else", "failed")).toBeUndefined();
    expect(complaintOf(section.title, "something else", "pending")).toBeUndefined();
  });
});
