/** What every instrumentation here can be told, and what comes of it. */
import { type Context, context, createNoopMeter, type MeterProvider, metrics, type Tracer } from "@opentelemetry/api";
import type { ContentLimits, Redact } from "@rootspan/model/content";
import { followMeterProvider, type GenAiMetrics } from "@rootspan/model/metrics";
import { callHome } from "./call-home.ts";
import { reportFault } from "./fault.ts";

export interface InferenceOptions {
  /**
   * Record prompts, answers and tool definitions. Default: off, or what
   * `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT` says (`true`, `SPAN_ONLY` and `SPAN_AND_EVENT` mean on).
   */
  readonly captureContent?: boolean;
  /**
   * The most UTF-8 bytes that one content attribute may have; what is longer is shortened and stays valid JSON.
   * Default: 262,144. At least 1,024.
   */
  readonly maxAttributeBytes?: number;
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
  /** Of the calls whose session says this of content. */
  readonly limitsWith: (said: Partial<ContentLimits> | undefined) => ContentLimits;
}

/** A long conversation fits; four such attributes still fit the 4 MB message that gRPC receivers take by default. */
const DEFAULT_MAX_ATTRIBUTE_BYTES = 256 * 1024;
const LEAST_ATTRIBUTE_BYTES = 1024;

const defaultContext = (): Context => callHome()?.parentContext() ?? context.active();

/** What the application's options decide; the providers of traces and metrics can change at any time. */
export type ResolvedOptions = Omit<Tracing, "tracer" | "metrics">;

export function resolveOptions(options: InferenceOptions): ResolvedOptions {
  const { captureContent, maxAttributeBytes, redact, parentContext } = options;
  const own: ContentLimits = {
    captureContent: captureContent ?? capturesByEnvironment(process.env),
    maxAttributeBytes: Math.max(LEAST_ATTRIBUTE_BYTES, maxAttributeBytes ?? DEFAULT_MAX_ATTRIBUTE_BYTES),
    redact,
  };
  return {
    parentContext: parentContext ?? defaultContext,
    limitsWith: (said) => (said === undefined ? own : mergeLimits(options, own, said)),
  };
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

/** The conventions' variable; its older form was `true` or `false`. */
function capturesByEnvironment(environment: Readonly<Record<string, string | undefined>>): boolean {
  const mode = environment["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"]?.trim().toUpperCase();
  return mode === "TRUE" || mode === "SPAN_ONLY" || mode === "SPAN_AND_EVENT";
}

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
