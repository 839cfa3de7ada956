/** The TypeScript that the pages show: found, and made into programs whose comments are checked. */
import { globSync, readFileSync } from "node:fs";
import { transformSync } from "@swc/core";

export interface Snippet {
  /** `docs/guide/events.md`. */
  readonly page: string;
  /** `docs_guide_events-2`, unique among all pages. */
  readonly name: string;
  readonly code: string;
  /** The name in a first line such as `// worker.mjs`, by which other snippets of the page can start it. */
  readonly file: string | undefined;
}

/** Every page of the repository that shows code. */
export const PAGES: readonly string[] = globSync(["*.md", "docs/**/*.md", "packages/*/README.md"]).sort();

export const snippets: readonly Snippet[] = PAGES.flatMap((page) =>
  [...readFileSync(page, "utf8").matchAll(/^```(?:ts|typescript)\n([\s\S]*?)^```/gm)].map((match, index) => ({
    page,
    name: `${page.replaceAll("/", "_").replace(/\.md$/, "")}-${index + 1}`,
    code: match[1]!,
    file: /^\/\/ ([\w-]+\.m?[jt]s)\n/.exec(match[1]!)?.[1],
  })),
);

/** What a page says that a line gives. */
export interface Claim {
  readonly line: number;
  readonly value: unknown;
}

/**
 * A claim is the comment behind a statement that begins with a value: `const cost = await session.end(); // "0.00"`.
 * `console.log(x); // 1` claims `x`. Words claim nothing, except `// diag: …`, which claims that `diag` is told this.
 */
const CLAIM =
  /^(\s*)(.*\S);\s+\/\/ ("(?:[^"\\]|\\.)*"|'[^']*(?:'\w[^']*)*'|\{.*\}|\[.*\]|-?\d[\d.]*(?![\w.])|(?:true|false|undefined|null)(?=$|:))/;
const TOLD = /\/\/ diag: (.*)$/;

/** `…` within a text stands for any text, as the last entry of an object or a list for further ones. */
export function claimsOf({ code }: Snippet): readonly Claim[] {
  return code.split("\n").flatMap((text, index) => {
    const match = CLAIM.exec(text);
    return match === null ? [] : [{ line: index + 1, value: toExpected(match[3]!) }];
  });
}

/** Parts of what `diag` is told, from level `warn` up. */
export function toldIn({ code }: Snippet): readonly string[] {
  return code.split("\n").flatMap((text) => TOLD.exec(text)?.[1] ?? []);
}

/** JavaScript that tells what each claim is about: `claim(line, value)` is a global function. */
export function toProgram({ code, name }: Snippet): string {
  const lines = code.split("\n").map((text, index) => {
    const [, indent, statement] = CLAIM.exec(text) ?? [];
    return statement === undefined ? text : `${indent}${withClaim(statement, index + 1)}`;
  });
  return transformSync(lines.join("\n"), {
    filename: `${name}.ts`,
    jsc: {
      target: "es2022",
      parser: { syntax: "typescript", decorators: true },
      transform: { decoratorVersion: "2022-03" },
    },
    module: { type: "es6" },
    isModule: true,
  }).code;
}

function withClaim(statement: string, line: number): string {
  const [, name] = /^(?:const|let) (\w+)(?::.*?)? = /.exec(statement) ?? [];
  if (name !== undefined) return `${statement}; claim(${line}, ${name});`;
  const [, logged] = /^console\.log\((.*)\)$/.exec(statement) ?? [];
  return `claim(${line}, ${logged ?? statement});`;
}

function toExpected(text: string): unknown {
  if (text === "undefined") return undefined;
  // In single quotes, text may have any quotes within.
  if (text.startsWith("'")) return toMatcher(text.slice(1, -1), false);
  const isOpen = /,\s*…\s*[}\]]$/.test(text);
  const whole = text.replace(/,\s*…\s*([}\]])$/, " $1");
  // JSON, but for names that need no quotes.
  const json = whole.replace(
    /("(?:[^"\\]|\\.)*")|(\w+):/g,
    (_, quoted?: string, name?: string) => quoted ?? `"${name}":`,
  );
  return toMatcher(JSON.parse(json), isOpen);
}

function toMatcher(value: unknown, isOpen: boolean): unknown {
  if (typeof value === "string" && value.includes("…")) {
    return expect.stringMatching(new RegExp(`^${value.split("…").map(escape).join("[^]*")}$`)) as unknown;
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => toMatcher(item, false));
    return isOpen ? (expect.arrayContaining(items) as unknown) : items;
  }
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, toMatcher(item, false)]));
  return isOpen ? (expect.objectContaining(fields) as unknown) : fields;
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
