/**
 * Jest reporter: docs/compatibility.md must say what the tests saw. With `-u` it is written; what it says of peers whose
 * tests were not run, or not all of them, stays.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { isListed, titleOf } from "../peer.ts";
import { PEERS } from "../peers.ts";
import { fromPage, PAGE, type Section, toPage } from "./page.ts";

/** Of Jest's types, what is used here. */
interface RunResult {
  readonly testResults: readonly { readonly testResults: readonly TestResult[] }[];
}

interface TestResult {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
}

export default class CompatibilityReporter {
  readonly #updates: boolean;
  #error: Error | undefined;

  constructor({ updateSnapshot }: { readonly updateSnapshot: string }) {
    this.#updates = updateSnapshot === "all";
  }

  onRunComplete(_contexts: unknown, run: RunResult): void {
    const tests = run.testResults.flatMap(({ testResults }) => testResults);
    const ran = groupByPeer(tests.filter(({ ancestorTitles, title }) => isListed(ancestorTitles[0] ?? title)));
    const known = new Set(PEERS.map(titleOf));
    const strangers = ran.filter(({ title }) => !known.has(title)).map(({ title }) => title);
    const listed = existsSync(PAGE) ? fromPage(readFileSync(PAGE, "utf8")) : [];
    const section = (title: string) => listed.find((one) => one.title === title);
    if (strangers.length > 0) {
      this.#fail(
        `test/interop/peers.ts has no ${strangers.join(", no ")}; tests stand in describePeer or describeProgram`,
      );
    } else if (this.#updates) {
      const kept = listed.filter(({ title }) => known.has(title) && ran.every((one) => one.title !== title));
      writeFileSync(PAGE, toPage([...kept, ...ran]));
    } else {
      const differing = ran.filter(
        (one) => one.tests.every(({ passed }) => passed) && !isDeepStrictEqual(one, section(one.title)),
      );
      if (differing.length > 0) {
        this.#fail(
          `${PAGE} says something else of ${differing.map(({ title }) => title).join(", ")}: npm run test:interop -- -u`,
        );
      }
    }
  }

  /** By this Jest learns that the run has failed. */
  getLastError(): Error | undefined {
    return this.#error;
  }

  #fail(message: string): void {
    this.#error = new Error(message);
    console.error(message);
  }
}

/** Those peers of which no test was skipped. */
function groupByPeer(tests: readonly TestResult[]): readonly Section[] {
  const groups = Map.groupBy(tests, ({ ancestorTitles, title }) => ancestorTitles[0] ?? title);
  return [...groups]
    .filter(([, group]) => group.every(({ status }) => status === "passed" || status === "failed"))
    .map(([peer, group]) => ({
      title: peer,
      tests: group.map(({ ancestorTitles, title, status }) => ({
        title: [...ancestorTitles.slice(1), title].join(": "),
        passed: status === "passed",
      })),
    }));
}
