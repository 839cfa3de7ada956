/** Every option of `init` is live, from code and from its variable; and so are OpenTelemetry's own variables. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InitOptions } from "rootspan";
import { openServer } from "@rootspan/server";
import { OPTION_TABLE } from "../packages/node/src/option-table.ts";
import { runApp } from "./run-app.ts";

/** What was seen, by the way in which the option was given. */
interface Seen {
  readonly default?: unknown;
  readonly code?: unknown;
  readonly environment?: unknown;
}

interface Report {
  readonly options: Readonly<Record<string, Seen>>;
  readonly variables: Readonly<Record<string, Seen>>;
  readonly instrument: readonly unknown[];
  readonly noJournal: readonly unknown[];
  readonly serviceName: readonly unknown[];
}

interface Encoded {
  readonly type: string;
  /** The session's id. */
  readonly id: string;
  /** Of the last export, in base64. */
  readonly body: string;
}

const ANSWERED = "answered";
const SUMMARY = "Session Stats - Duration: 0.0s | Cost: $0.00 | LLMs: 0 | Tools: 0 | Actions: 0 | Errors: 0";

/** For each option: what is seen without it, and with it. `apps/configured/option-cases.ts` says what that is. */
const OPTIONS: Readonly<Record<keyof InitOptions, readonly [without: unknown, withIt: unknown]>> = {
  apiKey: [null, "Bearer k-7"],
  endpoint: [
    ["/otel/v1/traces", "/otel/sessions/{id}"],
    ["/own/v1/traces", "/own/sessions/{id}"],
  ],
  protocol: [
    expect.objectContaining({ type: "application/x-protobuf" }),
    expect.objectContaining({ type: "application/json" }),
  ],
  headers: [null, "agents"],
  serviceName: [expect.stringContaining("unknown_service:"), "shop"],
  autoStartSession: [true, false],
  sessionName: ["session", "session nightly"],
  defaultTags: [
    [[], ["c"]],
    [
      ["a", "b"],
      ["a", "b", "c"],
    ],
  ],
  instrument: [1, 0],
  captureContent: ["a word", null],
  contentOn: [["span"], ["event"]],
  requestStreamUsage: [0, 12],
  maxAttributeBytes: [false, true],
  redact: ["a word", "A WORD"],
  hostEnvironment: [
    [true, true, true],
    [true, false, false],
  ],
  inheritedSessionId: [
    [false, true],
    [true, false],
  ],
  inherit: [
    [true, false],
    [false, true],
  ],
  skipAutoEndSession: [false, true],
  video: [undefined, "https://videos.example/1.webm"],
  sessionBudgetUsd: [ANSWERED, "BUDGET_EXCEEDED"],
  onBudget: [[], ["told"]],
  stopAtBudget: [ANSWERED, "BUDGET_EXCEEDED"],
  journal: [["state/rootspan/journal"], ["own"]],
  maxJournalBytes: [false, true],
  journalSync: [0, 3],
  maxQueueBytes: [false, true],
  maxQueueSpans: [false, true],
  flushIntervalMs: [true, false],
  exportTimeoutMs: [false, true],
  prices: ["0.00", "3.000000"],
  logSummary: [[], [SUMMARY]],
  exporter: [
    { own: [], received: true },
    { own: ["session.start", "session"], received: false },
  ],
  spanProcessors: [[], ["session.start", "session"]],
};

/** The same for OpenTelemetry's variables: see `apps/configured/variable-cases.ts`. */
const HONOURED: Readonly<Record<string, readonly [without: unknown, withIt: unknown]>> = {
  OTEL_EXPORTER_OTLP_ENDPOINT: [["/otel/v1/traces"], ["/theirs/v1/traces"]],
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: [["/otel/v1/traces"], ["/exact/v1/traces"]],
  OTEL_EXPORTER_OTLP_HEADERS: [null, "agents"],
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: [null, "agents"],
  OTEL_EXPORTER_OTLP_PROTOCOL: OPTIONS.protocol,
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: OPTIONS.protocol,
  OTEL_EXPORTER_OTLP_TIMEOUT: [false, true],
  OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: [false, true],
  OTEL_EXPORTER_OTLP_COMPRESSION: [null, "gzip"],
  OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: [null, "gzip"],
  OTEL_SERVICE_NAME: OPTIONS.serviceName,
  OTEL_RESOURCE_ATTRIBUTES: [null, "agents"],
  OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: OPTIONS.captureContent,
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: ["a word", "a wo"],
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: ["a word", "a wo"],
};

const IGNORED = ["OTEL_SDK_DISABLED", "OTEL_TRACES_EXPORTER", "OTEL_TRACES_SAMPLER"];

let report: Report;

beforeAll(async () => {
  const { code, output, errors } = await runApp("configured/main.ts", {});
  if (code !== 0 || errors !== "") throw new Error(`the cases did not run: ${code} ${errors}`);
  report = JSON.parse(output) as Report;
});

describe("the options", () => {
  it("are tested here, every one", () => {
    expect(Object.keys(OPTIONS).toSorted()).toEqual(Object.keys(OPTION_TABLE).toSorted());
    expect(Object.keys(report.options).toSorted()).toEqual(Object.keys(OPTION_TABLE).toSorted());
  });

  it.each(Object.entries(OPTIONS))("%s does what it says, wherever it is given", (name, [without, withIt]) => {
    const hasVariable = OPTION_TABLE[name as keyof InitOptions].variable !== undefined;
    const seen = report.options[name]!;
    expect(seen.default).toEqual(without);
    expect(seen.default).not.toEqual(withIt);
    expect(seen.code).toEqual(withIt);
    expect("environment" in seen).toBe(hasVariable);
    expect(hasVariable ? seen.environment : withIt).toEqual(withIt);
  });

  it("may choose between libraries, and hand over a class", () => {
    // The class of the package, true and false.
    expect(report.instrument).toEqual([1, 1, 0]);
  });

  it("may turn the journal off, from code and from the environment", () => {
    expect(report.noJournal).toEqual([[], []]);
  });

  it("win over their variables, which win over OpenTelemetry's; an empty one counts as not set", () => {
    expect(report.serviceName).toEqual(["code", "ours", "theirs"]);
  });
});

describe("OpenTelemetry's variables", () => {
  it.each(Object.entries(HONOURED))("%s is honoured", (name, [without, withIt]) => {
    expect(report.variables[name]).toEqual({ ...(without !== undefined && { default: without }), environment: withIt });
    expect(without).not.toEqual(withIt);
  });

  it.each(IGNORED)("%s is not for sessions", (name) => {
    const { default: without, environment } = report.variables[name]!;
    expect([without, environment]).toEqual([2, 2]);
  });

  it("are tested here, all that the cases have", () => {
    expect(Object.keys(report.variables).toSorted()).toEqual([...Object.keys(HONOURED), ...IGNORED].toSorted());
  });
});

it("exports in each protocol what a server can decode", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rootspan-test-"));
  const server = await openServer({ port: 0, store: `sqlite:${join(folder, "test.db")}` });
  try {
    for (const seen of [report.options["protocol"]!.default, report.options["protocol"]!.code]) {
      const { type, id, body } = seen as Encoded;
      const headers = { "content-type": type };
      const sent = await fetch(`${server.url}/v1/traces`, {
        method: "POST",
        headers,
        body: Buffer.from(body, "base64"),
      });
      expect([type, sent.status]).toEqual([type, 200]);
      const stats = await fetch(`${server.url}/v2/sessions/${id}/stats`);
      expect(await stats.json()).toMatchObject({ session_id: id, end_state: "Success" });
    }
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
});
