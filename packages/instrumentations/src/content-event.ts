/**
 * The conventions' event of a model call, `gen_ai.client.inference.operation.details`: a log record with all that the
 * span says, in which content is structured. Source: semantic-conventions-genai v0.1.0, model/gen-ai/events.yaml.
 */
import type { Attributes, Context } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import type { LoggerLike } from "./logger.ts";

/** Where the content of model calls is recorded: as JSON on the span, structured in an event, or both. */
export type ContentOn = "span" | "event" | "both";

const EVENT_NAME = "gen_ai.client.inference.operation.details";

/** `SeverityNumber.DEBUG` of OpenTelemetry's logs. */
const DEBUG = 5;

/** Attributes that are JSON text on a span. */
const STRUCTURED: readonly string[] = [
  key.GEN_AI_SYSTEM_INSTRUCTIONS,
  key.GEN_AI_INPUT_MESSAGES,
  key.GEN_AI_OUTPUT_MESSAGES,
  key.GEN_AI_TOOL_DEFINITIONS,
];
/** The same, and those that may be any text. */
const CONTENT: ReadonlySet<string> = new Set([...STRUCTURED, key.ROOTSPAN_EVENT_PARAMS, key.ROOTSPAN_EVENT_RETURNS]);

export function omitContent(attributes: Attributes): Attributes {
  const names = Object.keys(attributes);
  if (!names.some((name) => CONTENT.has(name))) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !CONTENT.has(name)));
}

/** @param where the call's context: the record carries its trace and span */
export function emitDetails(logger: LoggerLike, attributes: Attributes, where: Context): void {
  const structured: Record<string, unknown> = { ...attributes };
  // Redacted and shortened already, and so always JSON; text where a redaction left no more of it.
  for (const name of STRUCTURED) if (name in structured) structured[name] = toStructure(structured[name]);
  logger.emit({ eventName: EVENT_NAME, severityNumber: DEBUG, attributes: structured, context: where });
}

function toStructure(json: unknown): unknown {
  try {
    return JSON.parse(String(json)) as unknown;
  } catch {
    return json;
  }
}
