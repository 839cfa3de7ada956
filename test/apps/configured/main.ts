/** Runs every case of every option and variable, in each way that it can be given; prints what was seen as JSON. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLoopbackProvider } from "loopback-provider";
import OpenAI from "openai";
import type { InitOptions } from "rootspan";
import { OPTION_TABLE } from "../../../packages/node/src/option-table.ts";
import { createOptionCases, holdsSpans, llmCalls, type OptionCase } from "./option-cases.ts";
import { openReceiver } from "./receiver.ts";
import { onStage, type Way } from "./stage.ts";
import { createVariableCases } from "./variable-cases.ts";

const provider = await startLoopbackProvider("answers");
const receiver = await openReceiver();
const folder = mkdtempSync(join(tmpdir(), "rootspan-configured-"));

/** By OpenTelemetry's variables where there is one, because everything else wins over those. */
const COMMON = {
  OPENAI_BASE_URL: provider.url,
  OPENAI_API_KEY: "sk-test",
  OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.url}/otel`,
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
  ROOTSPAN_HOST_ENVIRONMENT: "off",
  ROOTSPAN_JOURNAL: "false",
};

const options: Record<string, Partial<Record<Way, unknown>>> = {};
for (const [name, given] of Object.entries(createOptionCases(receiver, folder))) {
  options[name] = { default: await run(given, "default"), code: await run(given, "code", { [name]: given.value }) };
  const { variable } = OPTION_TABLE[name as keyof InitOptions];
  if (variable !== undefined) {
    options[name]["environment"] = await run(given, "environment", {}, { [variable]: given.text });
  }
}

const variables: Record<string, Partial<Record<Way, unknown>>> = {};
for (const [name, given] of Object.entries(createVariableCases(receiver))) {
  const environment = await run(given, "environment", {}, { [name]: given.text });
  variables[name] = { default: await run(given, "default"), environment };
}

/** The other values that `instrument` may have. */
const instrument: unknown[] = [];
for (const openai of [OpenAI, true, false]) {
  instrument.push(await run({ observe: llmCalls }, "code", { instrument: { openai } }));
}

/** No folder at all. */
const observeJournal = holdsSpans(folder, "own", "state/rootspan/journal");
const noJournal = [
  await run({ observe: observeJournal }, "code", { journal: false }, { ROOTSPAN_JOURNAL: join(folder, "own") }),
  await run({ observe: observeJournal }, "environment", {}, { ROOTSPAN_JOURNAL: "false" }),
];

/** Of three that disagree: what code, our variable and OpenTelemetry's say. */
const serviceName: unknown[] = [];
const names = { OTEL_SERVICE_NAME: "theirs", ROOTSPAN_SERVICE_NAME: "ours" };
const { observe } = createVariableCases(receiver)["OTEL_SERVICE_NAME"]!;
serviceName.push(await run({ observe }, "code", { serviceName: "code" }, names));
serviceName.push(await run({ observe }, "environment", {}, names));
serviceName.push(await run({ observe }, "environment", {}, { ...names, ROOTSPAN_SERVICE_NAME: "" }));

console.log(JSON.stringify({ options, variables, instrument, noJournal, serviceName }));
receiver.close();
rmSync(folder, { recursive: true, force: true });
await provider.close();

function run(
  given: Pick<OptionCase, "with" | "environment" | "observe">,
  way: Way,
  more: InitOptions = {},
  moreEnvironment: Readonly<Record<string, string | undefined>> = {},
): Promise<unknown> {
  const environment = { ...COMMON, ...given.environment, ...moreEnvironment };
  return onStage(receiver, { options: { ...given.with, ...more }, environment, way }, given.observe);
}
