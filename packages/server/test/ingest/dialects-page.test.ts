/** `docs/dialects.md` lists every dialect that is understood, and the versions that the recordings were made with. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DIALECTS } from "../../src/ingest/normalise/normalise.ts";

const ROOT = join(__dirname, "../../../..");
const PAGE = readFileSync(join(ROOT, "docs/dialects.md"), "utf8");
const { dependencies } = JSON.parse(readFileSync(join(ROOT, "test/emitters/package.json"), "utf8")) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

it("lists the dialects", () => {
  const listed = [...PAGE.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, name]) => name);
  expect(new Set(listed)).toEqual(new Set(DIALECTS.map(({ name }) => name)));
});

it("names the versions of the emitters that were recorded", () => {
  for (const name of ["ai6", "@ai-sdk/otel", "@langfuse/otel", "@opentelemetry/instrumentation-openai"]) {
    expect(PAGE).toContain(dependencies[name]!.replace(/^npm:.*@/, ""));
  }
  const requirements = readFileSync(join(ROOT, "test/interop/agentops/requirements/agentops-0.4.21.txt"), "utf8");
  expect(PAGE).toContain(`\`agentops\` ${/^agentops==(.*)$/m.exec(requirements)![1]} for Python`);
  for (const name of Object.keys(dependencies).filter((one) => /^@(traceloop|arizeai)\//.test(one))) {
    expect(PAGE).toContain(`\`${name}\` ${dependencies[name]}`);
  }
});
