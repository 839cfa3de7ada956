/** What the pages show is true: every snippet compiles. That the quickstart runs is shown by main-job.test.ts. */
import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// Below node_modules, so that a snippet finds the packages as an application would.
const folder = join(process.cwd(), "node_modules/.cache/snippets");

interface Snippet {
  readonly name: string;
  readonly code: string;
}

const snippets: readonly Snippet[] = globSync(["*.md", "docs/**/*.md", "packages/*/README.md"])
  .sort()
  .flatMap((page) =>
    [...readFileSync(page, "utf8").matchAll(/^```(?:ts|typescript)\n([\s\S]*?)^```/gm)].map((match, index) => ({
      name: `${page.replaceAll("/", "_").replace(".md", "")}-${index + 1}.ts`,
      code: match[1]!,
    })),
  );

it("has snippets that compile, every one", () => {
  expect(snippets.length).toBeGreaterThan(0);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, code } of snippets) writeFileSync(join(folder, name), `${code}\nexport {};\n`);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: "../../../tsconfig.base.json",
      compilerOptions: {
        noEmit: true,
        composite: false,
        emitDeclarationOnly: false,
        declaration: false,
        isolatedDeclarations: false,
        noUnusedLocals: false,
        types: ["node"],
      },
      include: ["*.ts"],
    }),
  );
  const { status, stdout } = spawnSync("node_modules/.bin/tsc", ["-p", folder], { encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});
