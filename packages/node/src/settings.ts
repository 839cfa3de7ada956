/** From options and environment to settings: defaults, then environment, then options; all faults at once. */
import { type ContentLimits, log, RootspanError } from "@rootspan/sdk";
import { OPTION_TABLE, type OptionRule } from "./option-table.ts";
import type { InitOptions } from "./options.ts";

type Defaulted =
  | "autoStartSession"
  | "defaultTags"
  | "instrument"
  | "protocol"
  | "hostEnvironment"
  | "inherit"
  | "captureContent"
  | "contentOn"
  | "requestStreamUsage"
  | "maxAttributeBytes"
  | "maxJournalBytes"
  | "journalSync"
  | "maxQueueBytes"
  | "maxQueueSpans"
  | "flushIntervalMs"
  | "exportTimeoutMs"
  | "logSummary";

/** Options with every default filled in. */
export type Settings = InitOptions & Required<Pick<InitOptions, Defaulted>>;

const DEFAULTS: Required<Pick<InitOptions, Defaulted>> = {
  autoStartSession: true,
  defaultTags: [],
  instrument: true,
  protocol: "http/protobuf",
  hostEnvironment: "full",
  inherit: true,
  captureContent: true,
  contentOn: "span",
  requestStreamUsage: false,
  maxAttributeBytes: 262_144,
  maxJournalBytes: 536_870_912,
  journalSync: "never",
  maxQueueBytes: 268_435_456,
  maxQueueSpans: 131_072,
  flushIntervalMs: 1_000,
  exportTimeoutMs: 10_000,
  logSummary: false,
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** OpenTelemetry's own variable for whether content is recorded, where ours is not set. */
const OTEL_CAPTURE = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";
const OTEL_CAPTURE_VALUES: Readonly<Record<string, Partial<Pick<Settings, "captureContent" | "contentOn">>>> = {
  true: { captureContent: true },
  span_only: { captureContent: true },
  span_and_event: { captureContent: true, contentOn: "both" },
  event_only: { captureContent: true, contentOn: "event" },
  no_content: { captureContent: false },
  false: { captureContent: false },
};

/** @throws RootspanError `INVALID_OPTIONS` that lists every fault */
export function resolveSettings(options: InitOptions, environment: Environment): Settings {
  const faults: string[] = [];
  const settings: Record<string, unknown> = { ...DEFAULTS };

  const timeoutMs = Number(
    environment["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT"] || environment["OTEL_EXPORTER_OTLP_TIMEOUT"],
  );
  if (OPTION_TABLE.exportTimeoutMs.allows(timeoutMs)) settings["exportTimeoutMs"] = timeoutMs;
  const protocol = environment["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] || environment["OTEL_EXPORTER_OTLP_PROTOCOL"];
  // OpenTelemetry's variable may ask another SDK of the process for gRPC; ours goes on by HTTP.
  if (OPTION_TABLE.protocol.allows(protocol)) settings["protocol"] = protocol;
  const capture = environment[OTEL_CAPTURE]?.toLowerCase();
  if (capture !== undefined && Object.hasOwn(OTEL_CAPTURE_VALUES, capture)) {
    Object.assign(settings, OTEL_CAPTURE_VALUES[capture]);
  }
  for (const [name, rule] of Object.entries(OPTION_TABLE)) {
    const value = fromEnvironment(rule, environment, faults);
    if (value !== undefined) settings[name] = value;
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(OPTION_TABLE, name)) {
      faults.push(`${name} is no option; there are ${Object.keys(OPTION_TABLE).join(", ")}`);
      continue;
    }
    const rule = OPTION_TABLE[name as keyof InitOptions];
    if (rule.allows(value)) settings[name] = value;
    else refuse(rule, `${name} must be ${rule.allowed}, got ${describe(rule, value)}`, faults);
  }
  if (faults.length > 0) {
    throw new RootspanError(
      "INVALID_OPTIONS",
      `init() was given ${faults.length} bad option(s):\n- ${faults.join("\n- ")}`,
    );
  }
  return settings as unknown as Settings;
}

export function contentLimits({ captureContent, maxAttributeBytes, redact }: Settings): ContentLimits {
  return { captureContent, maxAttributeBytes, redact };
}

function fromEnvironment(rule: OptionRule, environment: Environment, faults: string[]): unknown {
  const { variable, read } = rule;
  if (variable === undefined || read === undefined) return undefined;
  const text = environment[variable];
  // An empty variable counts as not set, as OpenTelemetry's specification says.
  if (text === undefined || text === "") return undefined;
  const value = read(text);
  if (value !== undefined && rule.allows(value)) return value;
  refuse(rule, `${variable} must be ${rule.allowed}, got ${describe(rule, text)}`, faults);
  return undefined;
}

function refuse({ isHandedOver }: OptionRule, fault: string, faults: string[]): void {
  if (isHandedOver === true) log.warn(`${fault}; it is left out`);
  else faults.push(fault);
}

function describe({ isSecret }: OptionRule, value: unknown): string {
  if (isSecret === true) return "another value";
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "object" && value !== null ? "another object" : String(value);
}
