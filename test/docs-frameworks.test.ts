/** What docs/guide/frameworks.md says to add is what was added to the applications that `npm run test:interop` runs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HOSTS } from "./interop/hosts/host.ts";

interface Block {
  /** The host's name, which is the section's. */
  readonly section: string;
  /** In the application; the block's first line names it. */
  readonly file: string;
  readonly lines: readonly string[];
}

const blocks: readonly Block[] = readFileSync("docs/guide/frameworks.md", "utf8")
  .split(/^## /m)
  .slice(1)
  .flatMap((text) => {
    const section = text.slice(0, text.indexOf("\n"));
    return [...text.matchAll(/^```(?:js|tsx)\n\/\/ (\S+)\n([^]*?)^```/gm)].map(([, file, code]) => ({
      section,
      file: file!,
      lines: code!.split("\n").map(trim).filter(Boolean),
    }));
  });

/** Without what says that the line is there for us. */
function trim(line: string): string {
  return line.replace(/\/\/ rootspan.*$/, "").trim();
}

it("has a section for each host", () => {
  expect([...new Set(blocks.map(({ section }) => section))].toSorted()).toEqual(
    HOSTS.map(({ name }) => name).toSorted(),
  );
});

it.each(blocks)(
  "$section: $file has the lines that the page shows, and no other of ours",
  ({ section, file, lines }) => {
    const { folder } = HOSTS.find(({ name }) => name === section)!;
    const source = readFileSync(join(folder, "application", file), "utf8").split("\n");
    // In this order.
    const rest = source.map(trim);
    for (const line of lines) expect(rest.splice(0, rest.indexOf(line) + 1).at(-1)).toBe(line);
    const ours = source.filter((line) => /\/\/ rootspan(, not: .*)?$/.test(line)).map(trim);
    expect(ours.filter((line) => !lines.includes(line))).toEqual([]);
  },
);
