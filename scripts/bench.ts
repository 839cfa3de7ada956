/**
 * Runs the benchmarks and writes docs/benchmarks.md; with `-- --only lists` one of them and its part of the page.
 * `-- --rounds 3` is for a quick look and writes nothing. `-- --sessions 100000` ends the growing of the store sooner.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import { measureDashboard } from "../test/browser/measure-dashboard.ts";
import { measureChatCall } from "../test/bench/chat-call/measure.ts";
import { measureIngest } from "../test/bench/ingest/measure.ts";
import { measureLists } from "../test/bench/lists/measure.ts";
import { measureStorage } from "../test/bench/storage/measure.ts";
import { type Table, toMarkdown } from "../test/bench/table.ts";
import { ensureChromium } from "./chromium.ts";
import { ensureDashboard } from "./dashboard.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string" }, only: { type: "string" }, sessions: { type: "string", default: "1000000" } },
});
const rounds = Number(values.rounds ?? 9);
const sizes = [10_000, 100_000, 1_000_000].filter((size) => size <= Number(values.sessions));

/** A line where it cannot be measured here. */
const measures: Readonly<Record<string, () => Promise<Table | string>>> = {
  call: () => measureChatCall(rounds),
  ingest: () => measureIngest(rounds),
  storage: measureStorage,
  lists: () => measureLists(rounds, sizes),
  dashboard: async () => {
    const chromium = ensureChromium();
    if (chromium === undefined) return "The pages were not measured: there was no Chromium.\n";
    process.env["ROOTSPAN_TEST_CHROMIUM"] = chromium;
    ensureDashboard();
    return measureDashboard(rounds);
  },
};
if (values.only !== undefined && !(values.only in measures)) {
  console.error(`--only must be one of ${Object.keys(measures).join(", ")}`);
  process.exit(2);
}

const tables = [];
for (const [name, measure] of Object.entries(measures)) {
  if (values.only !== undefined && values.only !== name) continue;
  const measured = await measure();
  const table = typeof measured === "string" ? measured : toMarkdown(measured);
  console.log(table);
  tables.push(table);
}

const PAGE = "docs/benchmarks.md";
const HEAD = [
  "# Benchmarks",
  "",
  "Written by `npm run bench`. Compare the figures of one table with each other, not with those of another machine: " +
    "the ratios carry over, the times do not. Nothing in the tests asserts a time.",
  "",
  `Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model.trim() ?? "unknown processor"}, loopback only.`,
  "",
];
if (values.rounds === undefined) {
  writeFileSync(PAGE, values.only === undefined ? [...HEAD, ...tables].join("\n") : withPart(tables[0]!));
}

/** The page with one of its parts anew, or with one more. Parts are known by their headings. */
function withPart(part: string): string {
  const heading = part.split("\n", 1)[0]!;
  const parts = readFileSync(PAGE, "utf8")
    .trimEnd()
    .split(/\n+(?=## )/);
  const place = parts.findIndex((known) => known.startsWith(`${heading}\n`));
  const now = place === -1 ? [...parts, part] : parts.with(place, part);
  return `${now.map((each) => each.trimEnd()).join("\n\n")}\n`;
}
