/** The pages that list things list all of them: attributes, errors, fields of events. */
import { readFileSync } from "node:fs";
import { diag, DiagLogLevel } from "@opentelemetry/api";
import * as keys from "@rootspan/model/attributes";
import { type SessionEvent, startSession } from "@rootspan/sdk";
import { PROBLEM_STATUS } from "../packages/server/src/http/problem.ts";

const read = (page: string): string => readFileSync(page, "utf8");

/** Each row of the page's tables that begins with code, in cells. */
function rowsOf(page: string): readonly (readonly string[])[] {
  return [...read(page).matchAll(/^\| (.*) \|$/gm)].map(([, row]) => row!.split("|").map((cell) => cell.trim()));
}

/** What a cell says in code, a word that begins with a point completed from the one before: `a.b`, `.c` is a.c. */
function codesIn(cell: string): readonly string[] {
  let prefix = "";
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => {
    if (code!.startsWith(".")) return prefix + code!;
    prefix = code!.slice(0, code!.lastIndexOf("."));
    return code!;
  });
}

describe("docs/attributes.md", () => {
  const listed = new Set(rowsOf("docs/attributes.md").flatMap(([first = ""]) => codesIn(first)));
  const declared: readonly (readonly [name: string, key: string])[] = Object.entries(keys);

  it("lists every attribute of ours in a row of its own", () => {
    const ours = declared.filter(([name]) => name.startsWith("ROOTSPAN_"));
    expect(ours.length).toBeGreaterThan(20);
    expect(ours.filter(([, key]) => !listed.has(key))).toEqual([]);
  });

  it("lists none of ours or of the GenAI conventions that is not declared", () => {
    const known = new Set(declared.map(([, key]) => key));
    expect([...listed].filter((key) => /^(rootspan|gen_ai|error|exception)\./.test(key) && !known.has(key))).toEqual(
      [],
    );
  });
});

describe("docs/errors.md", () => {
  it("lists every answer of the server with its status, and no other", () => {
    const listed = rowsOf("docs/errors.md")
      .filter(([, status = ""]) => /^\d{3}$/.test(status))
      .map(([code = "", status]) => [codesIn(code)[0], Number(status)]);
    expect(Object.fromEntries(listed)).toEqual(PROBLEM_STATUS);
    expect(listed).toHaveLength(Object.keys(PROBLEM_STATUS).length);
  });
});

describe("docs/guide/events.md", () => {
  /** By kind, `any` for the table of what all have. */
  const listed = new Map<string, string[]>();
  let kind = "any";
  for (const [first = "", second = ""] of rowsOf("docs/guide/events.md")) {
    if (first === "kind") kind = "";
    const [named] = codesIn(first);
    if (kind !== "any" && named !== undefined) kind = named;
    const fields = kind === "any" ? codesIn(first) : codesIn(second);
    listed.set(kind, [...(listed.get(kind) ?? []), ...fields]);
  }

  const EVENTS: readonly SessionEvent[] = [
    { kind: "action", name: "a" },
    { kind: "tool", name: "t" },
    { kind: "llm", model: "m" },
    { kind: "error" },
  ];

  it.each(EVENTS)("lists the fields of $kind that there are", async (event) => {
    const told: string[] = [];
    const tell = (_namespace: string, ...words: unknown[]): void => void told.push(words.join(" "));
    const quiet = (): void => {};
    diag.setLogger({ error: tell, warn: tell, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.WARN);
    const session = startSession();
    session.record({ ...event, unheardOf: 1 } as unknown as SessionEvent);
    await session.end();
    diag.disable();
    const known = told.flatMap((text) => /has no field unheardOf; there are (.*)$/.exec(text)?.[1]?.split(", ") ?? []);
    const fields = [...listed.get("any")!, ...listed.get(event.kind)!];
    // A warning may be given twice.
    expect(["kind", ...fields].toSorted()).toEqual([...new Set(known)].toSorted());
  });
});
