/** What the pages show is true: every snippet compiles and runs, and gives what its comments say. */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSurroundings, type Surroundings } from "./docs-run.ts";
import { claimsOf, PAGES, type Snippet, snippets, toldIn } from "./docs-snippets.ts";

/** Each is a process; the machine of a test has few processors. */
const AT_ONCE = 2;

it("has snippets that compile, every one", () => {
  expect(snippets.length).toBeGreaterThan(0);
  // Below node_modules, so that a snippet finds the packages as an application would.
  const folder = join(process.cwd(), "node_modules/.cache/snippets");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, code } of snippets) writeFileSync(join(folder, `${name}.ts`), `${code}\nexport {};\n`);
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

describe("the snippets of", () => {
  let surroundings: Surroundings;
  beforeAll(async () => void (surroundings = await openSurroundings()));
  afterAll(() => surroundings.close());

  const observe = async (snippet: Snippet): Promise<object> => {
    const { code, errors, claims, told } = await surroundings.run(snippet);
    return { name: snippet.name, code, errors, claims, told };
  };
  const pagesWithSnippets = PAGES.filter((page) => snippets.some((snippet) => snippet.page === page));

  it.each(pagesWithSnippets)("%s run, and give what they say", async (page) => {
    const ofPage = snippets.filter((snippet) => snippet.page === page);
    const runs = [];
    for (let index = 0; index < ofPage.length; index += AT_ONCE) {
      runs.push(...(await Promise.all(ofPage.slice(index, index + AT_ONCE).map(observe))));
    }
    expect(runs).toEqual(
      ofPage.map((snippet) => ({
        name: snippet.name,
        code: 0,
        errors: "",
        claims: claimsOf(snippet),
        told: toldIn(snippet).map((part): unknown => expect.stringContaining(part)),
      })),
    );
  });
});

describe("the checks of snippets", () => {
  const snippet = (code: string): Snippet => ({ page: "p", name: "n", code, file: undefined });
  const expected = (code: string): unknown => claimsOf(snippet(code))[0]?.value;

  it("take for a claim what begins as a value, and nothing else", () => {
    const code =
      'const a = 1; // 1\n  f("x; y"); // "z", …\nawait g(); // { a: 1, … }\nh(); // true story\ni(); // ends it';
    expect(claimsOf(snippet(code.replace('"z", …', '"z…"'))).map(({ line }) => line)).toEqual([1, 2, 3]);
  });

  it("see what differs", () => {
    expect({ a: 1, b: 2 }).toEqual(expected("f(); // { a: 1, … }"));
    expect({ a: 2, b: 2 }).not.toEqual(expected("f(); // { a: 1, … }"));
    expect({ a: 1, b: 2 }).not.toEqual(expected("f(); // { a: 1 }"));
    expect("begin (and) end").toEqual(expected('f(); // "begin (…) end"'));
    expect("begin end").not.toEqual(expected('f(); // "begin (…) end"'));
    expect(["a", "b"]).toEqual(expected('f(); // ["b", …]'));
    expect(undefined).toEqual(expected("f(); // undefined"));
    expect("undefined").not.toEqual(expected("f(); // undefined"));
  });
});
