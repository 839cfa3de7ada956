/** What every instrumentation here can be told, and what comes of it. */
import { type Context, context, createNoopMeter, type MeterProvider, metrics, type Tracer } from "@opentelemetry/api";
import type { ContentLimits, Redact } from "@rootspan/model/content";
import { followMeterProvider, type GenAiMetrics } from "@rootspan/model/metrics";
import { callHome } from "./call-home.ts";
import type { ContentOn } from "./content-event.ts";
import { reportFault } from "./fault.ts";
import type { LoggerLike } from "./logger.ts";
import { withinSession } from "./session-rules.ts";

export interface InferenceOptions {
  /**
   * Record prompts, answers and tool definitions. Default: off, or what
   * `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT` says (all but `false` and `NO_CONTENT` mean on).
   */
  readonly captureContent?: boolean;
  /**
   * Where the content of model calls goes: JSON on their spans, structured in the event
   * `gen_ai.client.inference.operation.details` of the registered logger provider, or both. With `event` no span holds
   * content. Default: `span`, or what that variable says (`SPAN_ONLY`, `EVENT_ONLY`, `SPAN_AND_EVENT`).
   */
  readonly contentOn?: ContentOn;
  /**
   * The most UTF-8 bytes that one content attribute may have; what is longer is shortened and stays valid JSON.
   * Default: 262,144. At least 1,024.
   */
  readonly maxAttributeBytes?: number;
  /**
   * Ask for the usage of streams where the application has not, with `stream_options.include_usage` in what is sent.
   * The chunk that then comes in addition is kept from the application. Default: off.
   */
  readonly requestStreamUsage?: boolean;
  /** Decides what is recorded of each value in content. */
  readonly redact?: Redact;
  /**
   * What the session of a call says of content takes the place of what is said here. By default both hold: content is
   * recorded only where neither forbids it, and passes what each wants of it.
   */
  readonly sessionDecides?: boolean;
  /** The context that a new span belongs to. Default: the active one, or what `init()` of `rootspan` takes. */
  readonly parentContext?: () => Context;
}

/** What a call needs to be traced and measured. */
export interface Tracing {
  readonly tracer: Tracer;
  /** Undefined while the application has no meter provider. */
  readonly metrics: () => GenAiMetrics | undefined;
  readonly parentContext: () => Context;
  /** Of the application's logs; undefined while it has none. */
  readonly logger?: () => LoggerLike | undefined;
  readonly requestStreamUsage: boolean;
  /** What spans may hold, of the calls whose session says this of content. */
  readonly limitsWith: (said: Partial<ContentLimits> | undefined) => ContentLimits;
  /** What events may hold. */
  readonly eventLimitsWith: (said: Partial<ContentLimits> | undefined) => ContentLimits;
}

/** A long conversation fits; four such attributes still fit the 4 MB message that gRPC receivers take by default. */
const DEFAULT_MAX_ATTRIBUTE_BYTES = 256 * 1024;
const LEAST_ATTRIBUTE_BYTES = 1024;

const defaultContext = (): Context => callHome()?.parentContext() ?? withinSession(context.active());

/** What the application's options decide; the providers of traces and metrics can change at any time. */
export type ResolvedOptions = Omit<Tracing, "tracer" | "metrics" | "logger">;

export function resolveOptions(options: InferenceOptions): ResolvedOptions {
  const { captureContent, maxAttributeBytes, redact, parentContext } = options;
  const byEnvironment = contentByEnvironment(process.env);
  const own: ContentLimits = {
    captureContent: captureContent ?? byEnvironment !== undefined,
    maxAttributeBytes: Math.max(LEAST_ATTRIBUTE_BYTES, maxAttributeBytes ?? DEFAULT_MAX_ATTRIBUTE_BYTES),
    redact,
  };
  const contentOn = options.contentOn ?? byEnvironment ?? "span";
  const limitsWith = (said: Partial<ContentLimits> | undefined): ContentLimits =>
    said === undefined ? own : mergeLimits(options, own, said);
  return {
    parentContext: parentContext ?? defaultContext,
    requestStreamUsage: options.requestStreamUsage === true,
    limitsWith: contentOn === "event" ? (said) => withoutContent(limitsWith(said)) : limitsWith,
    eventLimitsWith: contentOn === "span" ? (said) => withoutContent(limitsWith(said)) : limitsWith,
  };
}

/** The same, but for content. */
export function withoutContent(limits: ContentLimits): ContentLimits {
  return limits.captureContent ? { ...limits, captureContent: false } : limits;
}

function mergeLimits(options: InferenceOptions, own: ContentLimits, said: Partial<ContentLimits>): ContentLimits {
  if (options.sessionDecides === true) return { ...own, ...said };
  const maxAttributeBytes = said.maxAttributeBytes ?? own.maxAttributeBytes;
  return {
    captureContent: options.captureContent !== false && (said.captureContent ?? own.captureContent),
    maxAttributeBytes:
      options.maxAttributeBytes === undefined ? maxAttributeBytes : Math.min(own.maxAttributeBytes, maxAttributeBytes),
    redact: both(own.redact, said.redact),
  };
}

function both(first: Redact | undefined, second: Redact | undefined): Redact | undefined {
  if (first === undefined || second === undefined || first === second) return first ?? second;
  return (value, where) => second(first(value, where), where);
}

/** The conventions' variable; its older form was `true` or `false`. Undefined for no content. */
function contentByEnvironment(environment: Readonly<Record<string, string | undefined>>): ContentOn | undefined {
  const mode = environment["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"]?.trim().toUpperCase() ?? "";
  return Object.hasOwn(CONTENT_BY_MODE, mode) ? CONTENT_BY_MODE[mode] : undefined;
}

const CONTENT_BY_MODE: Readonly<Record<string, ContentOn>> = {
  TRUE: "span",
  SPAN_ONLY: "span",
  EVENT_ONLY: "event",
  SPAN_AND_EVENT: "both",
};

/** The metrics of the provider that is given, else of the registered one; undefined while there is neither. */
export function resolveMetrics(
  name: string,
  version: string,
  given: () => MeterProvider | undefined,
): Tracing["metrics"] {
  return followMeterProvider({
    name,
    version,
    provider: () => given() ?? metrics.getMeterProvider(),
    noopMeter: createNoopMeter(),
    onFault: (fault) => reportFault("making the GenAI instruments", fault),
  });
}
