/** Options and environment: every option is read from both, and every fault is told at once. */
import { diag, DiagLogLevel } from "@opentelemetry/api";
import { OPTION_TABLE } from "../src/option-table.ts";
import { resolveSettings } from "../src/settings.ts";

/** For each option that the environment can give: its text there, and the value that it means. */
const EXAMPLES: Readonly<Record<string, readonly [string, unknown]>> = {
  apiKey: ["a key", "a key"],
  endpoint: ["https://collector.example:4318/base", "https://collector.example:4318/base"],
  headers: ["x-team=agents, x-note=a%20b", { "x-team": "agents", "x-note": "a b" }],
  serviceName: ["shop", "shop"],
  autoStartSession: ["false", false],
  sessionName: ["nightly", "nightly"],
  defaultTags: ["a, b,,", ["a", "b"]],
  instrument: ["0", false],
  captureContent: ["FALSE", false],
  contentOn: ["EVENT", "event"],
  requestStreamUsage: ["true", true],
  maxAttributeBytes: ["1024", 1_024],
  maxJournalBytes: ["4096", 4_096],
  journalSync: ["ALWAYS", "always"],
  maxQueueBytes: ["1024", 1_024],
  maxQueueSpans: ["10", 10],
  flushIntervalMs: ["250", 250],
  exportTimeoutMs: ["5000", 5_000],
  prices: ['{"m":{"inputUsdPerMTok":1,"outputUsdPerMTok":2}}', { m: { inputUsdPerMTok: 1, outputUsdPerMTok: 2 } }],
  logSummary: ["1", true],
  journal: ["/var/lib/agents", "/var/lib/agents"],
  protocol: ["HTTP/JSON", "http/json"],
  hostEnvironment: ["minimal", "minimal"],
  inheritedSessionId: ["018f6a1e-0000-7000-8000-000000000001", "018f6a1e-0000-7000-8000-000000000001"],
  inherit: ["false", false],
  skipAutoEndSession: ["true", true],
  video: ["https://videos.example/1", "https://videos.example/1"],
  sessionBudgetUsd: ["0.5", 0.5],
  stopAtBudget: ["true", true],
};

/** Another value for each option that is not a flag. */
const OTHERS: Readonly<Record<string, unknown>> = {
  apiKey: "another",
  endpoint: "http://127.0.0.1:1",
  headers: { "x-team": "another" },
  serviceName: "another",
  sessionName: "another",
  defaultTags: ["c"],
  contentOn: "both",
  maxAttributeBytes: 2_048,
  maxJournalBytes: 8_192,
  journalSync: "interval",
  maxQueueBytes: 2_048,
  maxQueueSpans: 11,
  flushIntervalMs: 251,
  exportTimeoutMs: 5_001,
  journal: false,
  protocol: "http/protobuf",
  hostEnvironment: "off",
  inheritedSessionId: "018f6a1e000070008000000000000002",
  video: "run.webm",
  sessionBudgetUsd: 2,
  prices: { n: { inputUsdPerMTok: 3, outputUsdPerMTok: 4 } },
};

describe("settings", () => {
  const inEnvironment = Object.entries(OPTION_TABLE).filter(([, { variable }]) => variable !== undefined);

  it.each(inEnvironment)("%s is read from its variable, and the option wins over it", (name, { variable }) => {
    const [text, value] = EXAMPLES[name]!;
    expect(resolveSettings({}, { [variable!]: text })).toMatchObject({ [name]: value });
    const other = OTHERS[name] ?? !value;
    expect(other).not.toEqual(value);
    expect(resolveSettings({ [name]: other }, { [variable!]: text })).toMatchObject({ [name]: other });
    expect(resolveSettings({}, { [variable!]: "" })).toEqual(resolveSettings({}, {}));
  });

  it("tells all faults at once, each with what is allowed", () => {
    const options = {
      endpont: "x",
      endpoint: "localhost",
      defaultTags: "a",
      maxQueueSpans: 0,
      prices: { m: {} },
      instrument: { opena: true },
      headers: "authorization=secret",
      apiKey: "secret\n",
    };
    const environment = { ROOTSPAN_FLUSH_INTERVAL_MS: "soon", ROOTSPAN_HEADERS: "x=secret%" };
    let message = "";
    try {
      resolveSettings(options as never, environment);
    } catch (error) {
      message = (error as Error).message;
    }
    const lines = message.split("\n");
    expect(lines[0]).toBe("init() was given 10 bad option(s):");
    expect(message).toContain('ROOTSPAN_FLUSH_INTERVAL_MS must be a whole number from 1 to 3600000, got "soon"');
    expect(message).toContain("endpont is no option; there are apiKey, endpoint,");
    expect(message).toContain('endpoint must be an http or https address, got "localhost"');
    expect(message).toContain('defaultTags must be a list of texts that are not empty, got "a"');
    expect(message).toContain("maxQueueSpans must be a whole number from 1 to 10000000, got 0");
    expect(message).not.toContain("secret");
    expect(lines).toHaveLength(11);
  });

  it("starts without an id that another process has handed over broken, and tells it", () => {
    const told: unknown[] = [];
    const note = (...parts: unknown[]): void => void told.push(parts.join(" "));
    diag.setLogger({ error: note, warn: note, info: note, debug: note, verbose: note }, DiagLogLevel.WARN);
    const fromOption = resolveSettings({ inheritedSessionId: "7" }, {});
    const fromVariable = resolveSettings({}, { ROOTSPAN_INHERITED_SESSION_ID: "x" });
    diag.disable();
    expect([fromOption, fromVariable]).toEqual([resolveSettings({}, {}), resolveSettings({}, {})]);
    expect(told).toEqual([
      'rootspan inheritedSessionId must be a UUID, or the same as 32 hex digits, got "7"; it is left out',
      'rootspan ROOTSPAN_INHERITED_SESSION_ID must be a UUID, or the same as 32 hex digits, got "x"; it is left out',
    ]);
  });

  it.each([
    ["span_only", true, "span"],
    ["EVENT_ONLY", true, "event"],
    ["span_and_event", true, "both"],
    ["NO_CONTENT", false, "span"],
    ["true", true, "span"],
    ["whatever", true, "span"],
  ])("reads OpenTelemetry's own switch for content: %s", (text, captureContent, contentOn) => {
    const environment = { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: text };
    expect(resolveSettings({}, environment)).toMatchObject({ captureContent, contentOn });
    expect(resolveSettings({}, { ...environment, ROOTSPAN_CAPTURE_CONTENT: "false" }).captureContent).toBe(false);
  });
});
