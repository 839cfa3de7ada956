/** docs/configuration.md lists what there is, and nothing else. */
import { readFileSync } from "node:fs";
import { SESSION_OPTION_RULES } from "@rootspan/sdk";
import type { InitOptions } from "rootspan";
import { OPTION_TABLE } from "../packages/node/src/option-table.ts";
import { resolveSettings } from "../packages/node/src/settings.ts";

const page = readFileSync("docs/configuration.md", "utf8");

/** The cells of the rows of every table below the heading; a cell of code without its backticks. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(heading))!;
  return [...section.matchAll(/^\| (`.*) \|$/gm)].map(([, row]) =>
    row!.split(/ *\| ?/).map((cell) => /^`([^`]*)`$/.exec(cell.trim())?.[1] ?? cell.trim()),
  );
}

interface Row {
  readonly name: string;
  readonly variable: string;
  readonly byDefault: string;
  readonly example: string;
}

const rows: readonly Row[] = ["Receiver", "Delivery", "Sessions", "What is recorded"].flatMap((heading) =>
  rowsBelow(heading).map(([name = "", variable = "", , byDefault = "", example = ""]) => ({
    name,
    variable,
    byDefault,
    example,
  })),
);

describe("the page of options", () => {
  it("has every option once, and no other", () => {
    expect(rows.map(({ name }) => name).toSorted()).toEqual(Object.keys(OPTION_TABLE).toSorted());
  });

  it.each(rows)("has the variable, the default and an example of $name", ({ name, variable, byDefault, example }) => {
    const rule = OPTION_TABLE[name as keyof InitOptions];
    expect(variable).toBe(rule.variable ?? "");
    const value = resolveSettings({}, {})[name as keyof InitOptions];
    expect(byDefault).toBe(value === undefined ? "" : JSON.stringify(value));
    expect(example === "").toBe(rule.variable === undefined);
    if (rule.variable === undefined) return;
    const settings = resolveSettings({}, { [rule.variable]: example });
    expect(settings[name as keyof InitOptions]).toBeDefined();
    expect(settings[name as keyof InitOptions]).not.toEqual(value);
  });

  it("names no variable of ours that is not there", () => {
    const named = new Set(page.match(/ROOTSPAN_[A-Z_]+/g));
    const known = Object.values(OPTION_TABLE).flatMap(({ variable }) => variable ?? []);
    expect([...named].toSorted()).toEqual(known.toSorted());
  });

  it("has the options of a session, and what stands in for them", () => {
    const ofSession = rowsBelow("Options of one session");
    expect(ofSession.map(([name = ""]) => name).toSorted()).toEqual(Object.keys(SESSION_OPTION_RULES).toSorted());
    const fallbacks = ofSession.flatMap(([name, fallback]) => (fallback === "" ? [] : [{ name, fallback }]));
    expect(fallbacks.filter(({ name, fallback }) => name !== fallback)).toEqual([]);
    expect(fallbacks.filter(({ fallback }) => !Object.hasOwn(OPTION_TABLE, fallback!))).toEqual([]);
  });

  it("shows the message as it is", () => {
    let message = "";
    try {
      resolveSettings({ endpoint: "localhost:4318", maxQueueSpans: 0, tags: ["a"] } as object, {});
    } catch (error) {
      ({ message } = error as Error);
    }
    const shown = /^```text\n(init\(\) was given[\s\S]*?)…\n```/m.exec(page)![1]!;
    expect(message.startsWith(shown)).toBe(true);
    expect(message.split("\n")).toHaveLength(shown.split("\n").length);
  });

  it("tells of the variables of OpenTelemetry that configuration.long.test.ts tries, and of certificates", () => {
    const tried = readFileSync("test/configuration.long.test.ts", "utf8").match(/\bOTEL_[A-Z_]+/g)!;
    const named = page.match(/\bOTEL_[A-Z_]+/g)!;
    // A receiver with certificates is in packages/node/test/otlp-sender.test.ts.
    const certificates = ["CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY"].flatMap((name) => [
      `OTEL_EXPORTER_OTLP_${name}`,
      `OTEL_EXPORTER_OTLP_TRACES_${name}`,
    ]);
    expect([...new Set(named)].toSorted()).toEqual([...new Set([...tried, ...certificates])].toSorted());
  });
});
