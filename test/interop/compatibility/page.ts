/** docs/compatibility.md: a section for each peer, a line for each of its tests. */
import { readFileSync } from "node:fs";

export interface Section {
  /** The peer's: its name and, as the last word, its version. */
  readonly title: string;
  readonly tests: readonly { readonly title: string; readonly passed: boolean }[];
}

export const PAGE = "docs/compatibility.md";

const FAILS = "**fails:** ";

export function toPage(sections: readonly Section[]): string {
  const { version } = JSON.parse(readFileSync("packages/node/package.json", "utf8")) as { readonly version: string };
  const sorted = sections.toSorted((one, other) => one.title.localeCompare(other.title, "en"));
  const rows = sorted.map(({ title, tests }) => {
    const passed = tests.filter((test) => test.passed);
    return [...title.split(/ (?=\S+$)/), `${passed.length} of ${tests.length}`];
  });
  const lists = sorted.map(({ title, tests }) => {
    const lines = tests.map((test) => `- ${test.passed ? "" : FAILS}${escape(test.title)}`);
    return `## ${title}\n\n${lines.join("\n")}\n`;
  });
  return `# Compatibility

What Rootspan ${version} was run with on Node.js ${process.versions.node}, and what was seen: real programs and packages of others, as they are published, in processes of their own. Written by \`npm run test:interop -- -u\` from the titles and results of [its tests](../test/interop).

${drawTable([["with", "version", "passed"], ...rows])}
${lists.join("\n")}`;
}

/** What a page says that `toPage` has written. */
export function fromPage(page: string): readonly Section[] {
  const [, ...sections] = page.split(/^## /m);
  return sections.map((section) => {
    const [title, ...lines] = section.trim().split(/\n+/);
    const tests = lines
      .filter((line) => line.startsWith("- "))
      .map((line) => line.slice("- ".length))
      .map((test) => ({ title: unescape(test.replace(FAILS, "")), passed: !test.startsWith(FAILS) }));
    return { title: title!, tests };
  });
}

/** As the formatter of this workspace has tables. */
function drawTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const draw = (row: readonly string[], fill: string): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!, fill)).join(" | ")} |\n`;
  const [head, ...body] = rows.map((row) => draw(row, " "));
  return `${head}${draw(
    widths.map(() => ""),
    "-",
  )}${body.join("")}`;
}

function escape(title: string): string {
  return title.replaceAll(/[\\*_<>[\]]/g, String.raw`\$&`);
}

function unescape(text: string): string {
  return text.replaceAll(/\\([\\*_<>[\]])/g, "$1");
}
