/** Runs the benchmarks and writes docs/benchmarks.md. `-- --rounds 3` for a quick look, which writes nothing. */
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import { measureChatCall } from "../test/bench/chat-call/measure.ts";
import { measureIngest } from "../test/bench/ingest/measure.ts";
import { measureStorage } from "../test/bench/storage/measure.ts";
import { toMarkdown } from "../test/bench/table.ts";

const { values } = parseArgs({ options: { rounds: { type: "string" } } });
const rounds = Number(values.rounds ?? 9);

const tables = [];
for (const measure of [measureChatCall, measureIngest, measureStorage]) {
  const table = toMarkdown(await measure(rounds));
  console.log(table);
  tables.push(table);
}

const page = [
  "# Benchmarks",
  "",
  "Written by `npm run bench`. Compare the figures of one table with each other, not with those of another machine: " +
    "the ratios carry over, the times do not. Nothing in the tests asserts a time.",
  "",
  `Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model.trim() ?? "unknown processor"}, loopback only.`,
  "",
  ...tables,
].join("\n");
if (values.rounds === undefined) writeFileSync("docs/benchmarks.md", page);
