/** docs/guide/reliability.md names tests that there are. */
import { existsSync, readFileSync } from "node:fs";

const page = readFileSync("docs/guide/reliability.md", "utf8");
const named = [...page.matchAll(/\[`([^`]+)`\]\(\.\.\/\.\.\/([^)]+)\) “([^”]+)”/g)].map(([, text, file, title]) => ({
  text: text!,
  file: file!,
  title: title!,
}));

it("has a test for every promise", () => {
  const rows = [...page.matchAll(/^\| (.*?) +\| (.*?) +\|$/gm)].filter(
    ([, promise]) => !/^(promise|-+)$/.test(promise!),
  );
  expect(rows.length).toBeGreaterThan(10);
  for (const [, , tests] of rows) expect(tests).toMatch(/^\[`[^`]+`\]\([^)]+\) “/);
  // Nothing that looks like a test is left out of what follows.
  expect(page.split("“")).toHaveLength(named.length + 1);
});

it.each(named)("names a test that there is: $file, $title", ({ text, file, title }) => {
  expect(text).toBe(file);
  expect(existsSync(file)).toBe(true);
  // As the first argument of a call.
  expect(readFileSync(file, "utf8").replaceAll(/\(\s+"/g, '("')).toContain(`(${JSON.stringify(title)},`);
});
