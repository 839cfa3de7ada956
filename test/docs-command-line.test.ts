/** docs/command-line.md lists the commands and exit codes that there are, and no others. */
import { globSync, readFileSync } from "node:fs";
import * as exitCodes from "../packages/server/src/cli/exit-code.ts";
import { TOOLS } from "../packages/server/src/cli/mcp/tools.ts";
import { parseFlags } from "../packages/server/src/cli/parse-flags.ts";
import { COMMANDS } from "../packages/server/src/cli/run-command-line.ts";

const page = readFileSync("docs/command-line.md", "utf8");
/** 128 and the number of SIGINT: what shells say of an interrupted process. */
const INTERRUPTED = 130;

it("lists every command, in the order of the help, and no other", () => {
  const listed = [...page.matchAll(/^\| `([a-z ]+)` +\|/gm)].map(([, name]) => name);
  expect(listed).toEqual(COMMANDS.map(({ name }) => name));
});

it("lists every tool of the MCP server, and no other", () => {
  const listed = [...page.matchAll(/^\| ([a-z]+_[a-z]+) +\|/gm)].map(([, name]) => name);
  expect(listed).toEqual(TOOLS.map(({ name }) => name));
});

it("lists every exit code, and no other", () => {
  const listed = [...page.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
  expect(listed).toEqual([...Object.values(exitCodes).toSorted((a, b) => a - b), INTERRUPTED]);
});

/** Lines of shell that call it, on any page. */
const lines = globSync(["*.md", "docs/**/*.md"])
  .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/^```sh\n([\s\S]*?)^```/gm)])
  .flatMap(([, code]) => code!.split("\n"))
  .filter((line) => line.startsWith("rootspan "));

it("has commands and flags that there are, wherever a page shows them", () => {
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) {
    const words = line
      .replace(/\s+#.*$/, "")
      .split(" ")
      .slice(1)
      .map((word) => word.replaceAll('"', ""));
    const command = COMMANDS.find(({ name }) => `${words.join(" ")} `.startsWith(`${name} `));
    expect([line, command?.name]).toEqual([line, expect.any(String)]);
    expect(() => parseFlags(words.slice(command!.name.split(" ").length), command!.flags)).not.toThrow();
  }
});
