/** docs/server.md lists the settings that there are, and nothing else. */
import { readFileSync } from "node:fs";
import { toFlag, toVariable } from "../packages/server/src/settings/gather-options.ts";
import { OPTION_NAMES, OPTION_TABLE } from "../packages/server/src/settings/option-table.ts";

const page = readFileSync("docs/server.md", "utf8");

/** The cells of the rows of the table of settings; a cell of code without its backticks. */
const rows = [...page.matchAll(/^\| (`\w+` *\| `--.*) \|$/gm)].map(([, row]) =>
  row!.split(/ *\| ?/).map((cell) => /^`([^`]*)`$/.exec(cell.trim())?.[1] ?? cell.trim()),
);

it("has every setting once, in the order of the help, and no other", () => {
  expect(rows.map(([name]) => name)).toEqual(OPTION_NAMES);
});

it.each(OPTION_NAMES)("has flag, variable, default and allowed values of %s", (name) => {
  const [, flag, variable, byDefault, allowed, text] = rows.find(([first]) => first === name)!;
  expect(flag).toBe(`--${toFlag(name)}`);
  expect(variable).toBe(toVariable(name));
  expect(byDefault).toBe(String(OPTION_TABLE[name].byDefault));
  expect(allowed).toBe(OPTION_TABLE[name].allowed);
  expect(text).not.toBe("");
});

it("names no variable and no flag of the server that is not there", () => {
  const variables = new Set(page.match(/ROOTSPAN_SERVER_\w+/g));
  expect([...variables].toSorted()).toEqual([...OPTION_NAMES.map(toVariable), "ROOTSPAN_SERVER_CONFIG"].toSorted());
});

it("shows a file that can be used", () => {
  const [, file] = /^```json\n([\s\S]*?)^```/m.exec(page)!;
  for (const [name, value] of Object.entries(JSON.parse(file!) as Record<string, unknown>)) {
    expect(OPTION_TABLE[name as (typeof OPTION_NAMES)[number]].read(value)).toBeDefined();
  }
});
