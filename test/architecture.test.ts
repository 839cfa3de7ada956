/** The house stands as docs/architecture.md draws it. */
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";

const read = (path: string) => readFileSync(path, "utf8");
const sources = globSync("packages/*/src/**/*.{ts,tsx}").sort();
const packageOf = (path: string) => path.split("/")[1]!;

/** Folder under packages → what it may import, besides itself and what lies outside the house. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  sdk: ["@rootspan/model"],
  instrumentations: ["@rootspan/model"],
  node: ["@rootspan/model", "@rootspan/sdk", "@rootspan/instrumentations"],
  server: ["@rootspan/model"],
  dashboard: ["@rootspan/model"],
};

/** Imports of a file, as written. */
function importsOf(path: string): readonly string[] {
  const statements = read(path).matchAll(/(?:from|import|require)\s*\(?\s*"([^"]+)"/g);
  return [...statements].map((match) => match[1]!);
}

describe("the packages", () => {
  it("are those that the architecture names", () => {
    expect([...new Set(sources.map(packageOf))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
    for (const folder of Object.keys(MAY_IMPORT)) expect(read("docs/architecture.md")).toContain(`packages/${folder}`);
  });

  it("import each other downwards only", () => {
    const wrong = sources.flatMap((path) =>
      importsOf(path)
        .filter((name) => /^@?rootspan(\/|$)/.test(name))
        .filter((name) => !MAY_IMPORT[packageOf(path)]!.includes(name.split("/").slice(0, 2).join("/")))
        .map((name) => `${path} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it("do not reach into each other's files", () => {
    const wrong = sources.flatMap((path) => {
      const up = path.split("/").length - 3;
      return importsOf(path)
        .filter((name) => name.startsWith("../".repeat(up)))
        .map((name) => `${path} imports ${name}`);
    });
    expect(wrong).toEqual([]);
  });

  it("use in model and sdk nothing of Node.js, nor of an OpenTelemetry SDK", () => {
    const wrong = sources
      .filter((path) => ["model", "sdk"].includes(packageOf(path)))
      .flatMap((path) =>
        importsOf(path)
          .filter(
            (name) => name.startsWith("node:") || (name.startsWith("@opentelemetry/") && name !== "@opentelemetry/api"),
          )
          .map((name) => `${path} imports ${name}`),
      );
    expect(wrong).toEqual([]);
  });

  it("tell their versions as their package.json does", () => {
    for (const path of sources.filter((file) => basename(file) === "version.ts")) {
      const { version } = JSON.parse(read(`packages/${packageOf(path)}/package.json`)) as { version: string };
      expect(`${path} ${read(path)}`).toContain(`VERSION = "${version}"`);
    }
  });
});

describe("the files", () => {
  const lines = sources.map((path) => ({ path, count: read(path).split("\n").length }));

  it("are small: nine in ten under 300 lines, none over 400", () => {
    expect(lines.filter(({ count }) => count > 400)).toEqual([]);
    expect(lines.filter(({ count }) => count > 300).length).toBeLessThanOrEqual(lines.length / 10);
  });

  it("say in their first lines what they are for", () => {
    const silent = sources.filter((path) => !/^(#!.*\n)?(\/\*\*|\/\/) ?\S?/.test(read(path)));
    expect(silent).toEqual([]);
  });

  it("have names of nouns and verbs", () => {
    const vague = sources.filter((path) =>
      /(^|\/)(utils?|helpers?|common|managers?|services?|core|misc)(\/|\.ts$)/.test(path),
    );
    expect(vague).toEqual([]);
    expect(sources.filter((path) => !/^[a-z0-9.-]+$/.test(basename(path)))).toEqual([]);
  });

  it("read the clock and draw random numbers in platform folders only, in model and sdk", () => {
    const wrong = sources
      .filter((path) => ["model", "sdk"].includes(packageOf(path)) && !path.includes("/platform/"))
      .filter((path) => /Date\.now\(|new Date\(\)|Math\.random\(|getRandomValues|performance\.now\(/.test(read(path)));
    expect(wrong).toEqual([]);
  });
});

describe("the pages", () => {
  it("list every error code, and no other", () => {
    const declared = read("packages/sdk/src/errors.ts")
      .match(/type ErrorCode = ([^;]+);/)![1]!
      .match(/[A-Z_]+/g)!;
    const listed = [...read("docs/errors.md").matchAll(/^\| `([A-Z_]+)`/gm)].map((match) => match[1]);
    expect(new Set(listed)).toEqual(new Set(declared));
  });

  it("describe every attribute of ours", () => {
    const page = read("docs/attributes.md");
    const keys = [...read("packages/model/src/attributes.ts").matchAll(/"(rootspan\.[a-z_.]+)"/g)].map(
      (match) => match[1]!,
    );
    expect(keys.length).toBeGreaterThan(20);
    // A row may list several keys of one prefix by their last words.
    expect(keys.filter((key) => !page.includes(key) && !page.includes(`\`.${key.split(".").at(-1)}\``))).toEqual([]);
  });

  it("link to what exists", () => {
    const pages = globSync(["*.md", "docs/**/*.md"]);
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\(((?!https?:|#)[^)#]+)/g)]
        .map((match) => new URL(match[1]!, `file://${process.cwd()}/${page}`))
        .filter((target) => globSync(target.pathname).length === 0)
        .map((target) => `${page} → ${target.pathname}`),
    );
    expect(broken).toEqual([]);
  });
});
