/** Every option: its environment variable, how its text is read, and which values are allowed. */
import { MODEL_PRICE_NAMES } from "@rootspan/model";
import { SESSION_OPTION_RULES, wholeNumber } from "@rootspan/sdk";
import type { InitOptions, InstrumentOptions } from "./options.ts";

export interface OptionRule {
  /** Undefined for options that only code can give. */
  readonly variable?: string;
  /** From the text of the variable; undefined when the text cannot be read. */
  readonly read?: (text: string) => unknown;
  readonly allows: (value: unknown) => boolean;
  /** Its value is shown to nobody, in no message. */
  readonly isSecret?: boolean;
  /** Comes from another process: a bad value is told and left out, and keeps nobody from starting. */
  readonly isHandedOver?: boolean;
  /** Ends the sentence "… must be". */
  readonly allowed: string;
}

const text = { read: (value: string) => value, allows: isText, allowed: "a text that is not empty" };

const flag = {
  read: (value: string) => ({ true: true, "1": true, false: false, "0": false })[value.toLowerCase()],
  allows: (value: unknown) => typeof value === "boolean",
  allowed: "true or false",
};

const list = {
  read: (value: string) =>
    value
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== ""),
  allows: (value: unknown) => Array.isArray(value) && value.every(isText),
  allowed: "a list of texts that are not empty",
};

function integer(min: number, max: number): Omit<OptionRule, "variable"> {
  return { read: readInteger, ...wholeNumber(min, max) };
}

function readInteger(value: string): number | undefined {
  return /^\d+$/.test(value) ? Number(value) : undefined;
}

function oneOf(...values: readonly string[]): Omit<OptionRule, "variable"> {
  return {
    read: (value) => value.toLowerCase(),
    allows: (value) => typeof value === "string" && values.includes(value),
    allowed: values.map((value) => JSON.stringify(value)).join(" or "),
  };
}

function readNumber(value: string): number | undefined {
  return /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
}

const session = SESSION_OPTION_RULES;

export const OPTION_TABLE: Readonly<Record<keyof InitOptions, OptionRule>> = {
  apiKey: {
    variable: "ROOTSPAN_API_KEY",
    isSecret: true,
    read: (value) => value.trim(),
    allows: (value) => isText(value) && HEADER_VALUE.test(value),
    allowed: "a text of printable ASCII",
  },
  endpoint: { variable: "ROOTSPAN_ENDPOINT", read: text.read, allows: isHttpUrl, allowed: "an http or https address" },
  protocol: { variable: "ROOTSPAN_PROTOCOL", ...oneOf("http/protobuf", "http/json") },
  headers: {
    variable: "ROOTSPAN_HEADERS",
    read: readHeaders,
    isSecret: true,
    allows: (value) => isRecord(value) && Object.entries(value).every(isHeader),
    allowed: "an object of HTTP headers (in the environment: name=value,name=value)",
  },
  serviceName: { variable: "ROOTSPAN_SERVICE_NAME", ...text },
  autoStartSession: { variable: "ROOTSPAN_AUTO_START_SESSION", ...flag },
  sessionName: { variable: "ROOTSPAN_SESSION_NAME", ...text },
  defaultTags: { variable: "ROOTSPAN_DEFAULT_TAGS", ...list },
  instrument: {
    variable: "ROOTSPAN_INSTRUMENT",
    read: flag.read,
    allows: isInstrument,
    allowed:
      "true, false, or { openai: true, false or the class of the package, langchain: true, false or a list of modules " +
      "of @langchain/core }",
  },
  captureContent: { variable: "ROOTSPAN_CAPTURE_CONTENT", read: flag.read, ...session.captureContent },
  contentOn: { variable: "ROOTSPAN_CONTENT_ON", ...oneOf("span", "event", "both") },
  requestStreamUsage: { variable: "ROOTSPAN_REQUEST_STREAM_USAGE", ...flag },
  maxAttributeBytes: { variable: "ROOTSPAN_MAX_ATTRIBUTE_BYTES", read: readInteger, ...session.maxAttributeBytes },
  redact: session.redact,
  hostEnvironment: { variable: "ROOTSPAN_HOST_ENVIRONMENT", ...oneOf("full", "minimal", "off") },
  inheritedSessionId: {
    variable: "ROOTSPAN_INHERITED_SESSION_ID",
    isHandedOver: true,
    read: text.read,
    ...session.inheritedSessionId,
  },
  inherit: { variable: "ROOTSPAN_INHERIT", read: flag.read, ...session.inherit },
  skipAutoEndSession: { variable: "ROOTSPAN_SKIP_AUTO_END_SESSION", read: flag.read, ...session.skipAutoEndSession },
  video: { variable: "ROOTSPAN_VIDEO", read: text.read, ...session.video },
  sessionBudgetUsd: { variable: "ROOTSPAN_SESSION_BUDGET_USD", read: readNumber, ...session.sessionBudgetUsd },
  onBudget: session.onBudget,
  stopAtBudget: { variable: "ROOTSPAN_STOP_AT_BUDGET", read: flag.read, ...session.stopAtBudget },
  journal: {
    variable: "ROOTSPAN_JOURNAL",
    read: (value) => (flag.read(value) === false ? false : value),
    allows: (value) => value === false || isText(value),
    allowed: "the path of a folder, or false",
  },
  maxJournalBytes: { variable: "ROOTSPAN_MAX_JOURNAL_BYTES", ...integer(4_096, 1_099_511_627_776) },
  journalSync: { variable: "ROOTSPAN_JOURNAL_SYNC", ...oneOf("never", "interval", "always") },
  maxQueueBytes: { variable: "ROOTSPAN_MAX_QUEUE_BYTES", ...integer(1, 1_099_511_627_776) },
  maxQueueSpans: { variable: "ROOTSPAN_MAX_QUEUE_SPANS", ...integer(1, 10_000_000) },
  flushIntervalMs: { variable: "ROOTSPAN_FLUSH_INTERVAL_MS", ...integer(1, 3_600_000) },
  exportTimeoutMs: { variable: "ROOTSPAN_EXPORT_TIMEOUT_MS", ...integer(1, 3_600_000) },
  prices: {
    variable: "ROOTSPAN_PRICES",
    read: readJson,
    allows: (value) => isRecord(value) && Object.values(value).every(isModelPrices),
    allowed:
      "an object from model name to { inputUsdPerMTok, outputUsdPerMTok, and any of " +
      `${MODEL_PRICE_NAMES.slice(2).join(", ")} }, each a number from 0 on (in the environment: as JSON)`,
  },
  logSummary: { variable: "ROOTSPAN_LOG_SUMMARY", ...flag },
  exporter: { allows: (value) => hasMethods(value, "export", "shutdown"), allowed: "a SpanExporter" },
  spanProcessors: {
    allows: (value) => Array.isArray(value) && value.every((item) => hasMethods(item, "onStart", "onEnd")),
    allowed: "a list of SpanProcessors",
  },
};

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

function isHeader([name, value]: readonly [string, unknown]): boolean {
  return HEADER_NAME.test(name) && typeof value === "string" && HEADER_VALUE.test(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isHttpUrl(value: unknown): boolean {
  return isText(value) && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** What each library can be given as. */
const BY_HAND: Readonly<Record<keyof InstrumentOptions, (value: unknown) => boolean>> = {
  openai: (value) => typeof value === "function",
  langchain: (value) => typeof value === "object" && value !== null,
};

function isInstrument(value: unknown): boolean {
  if (typeof value === "boolean") return true;
  return (
    isRecord(value) &&
    Object.entries(value).every(
      ([name, item]) =>
        Object.hasOwn(BY_HAND, name) && (typeof item === "boolean" || BY_HAND[name as keyof InstrumentOptions](item)),
    )
  );
}

const PRICE_NAMES: ReadonlySet<string> = new Set(MODEL_PRICE_NAMES);

function isModelPrices(value: unknown): boolean {
  if (!isRecord(value) || !("inputUsdPerMTok" in value) || !("outputUsdPerMTok" in value)) return false;
  return Object.entries(value).every(
    ([name, price]) => PRICE_NAMES.has(name) && typeof price === "number" && Number.isFinite(price) && price >= 0,
  );
}

function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  return isRecord(value) && names.every((name) => typeof value[name] === "function");
}

function readJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** From `name=value,name=value`, values percent-encoded; undefined when it cannot be read. */
export function readHeaders(value: string): Record<string, string> | undefined {
  try {
    const pairs = list.read(value).map((pair) => pair.match(/^([^=]+)=(.*)$/)!);
    return Object.fromEntries(pairs.map(([, name, text]) => [name!.trim(), decodeURIComponent(text!.trim())]));
  } catch {
    return undefined;
  }
}
