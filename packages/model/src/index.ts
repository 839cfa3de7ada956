/** The words of Rootspan. No I/O, no Node.js: works in a browser. */
export {
  asSent,
  type Attributes,
  type AttributeValue,
  type FoldableSpan,
  type InstrumentationScope,
  numberAttribute,
  type SpanEvent,
  SpanKindCode,
  type SpanLink,
  type SpanRecord,
  type SpanStatus,
  StatusCode,
  stringArrayAttribute,
  stringAttribute,
  type Translation,
} from "./span-record.ts";
export { END_STATES, type EndState, type EndStateInput, parseEndState } from "./end-state.ts";
export { createSessionId, parseSessionId, toRootSpanId, toSessionId, toTraceId } from "./session-id.ts";
export type {
  HostDisk,
  HostEnvironment,
  HostMemory,
  HostOperatingSystem,
  HostPackages,
  HostProcessors,
  HostSdk,
} from "./host-environment.ts";
export { EVENT_KINDS, type EventKind, isEventKind, kindOf, type SessionSpanKind } from "./event-kind.ts";
export { addUsage, NO_USAGE, type Usage, usageOf } from "./usage.ts";
export { formatUsd, type Picodollars, toPicodollars, toUsd } from "./usd.ts";
export { type Cost, type CostSource, createPriceBook, type PriceBook, type PricedCall } from "./price.ts";
export { MODEL_PRICE_NAMES, type ModelPrices, type PriceOverrides } from "./own-prices.ts";
export { addCalls, type Call, type CallTally, costAttributes, modelsOf, NO_CALLS } from "./call-tally.ts";
export type { Groups } from "./groups.ts";
export { LATENCY_ERROR, LatencySketch, type SketchJson } from "./latency-sketch.ts";
export { type ModelCall, modelCallOf } from "./model-call.ts";
export type { Said, SessionEnd, SessionFacts } from "./session-facts.ts";
export { addSpan, canFail, EMPTY_TALLY, type KindCounts, mergeTallies, type SessionTally } from "./session-tally.ts";
export { tallyFromJson, tallyToJson } from "./tally-json.ts";
export {
  type AgentSummary,
  formatDuration,
  type ModelSummary,
  type SessionSummary,
  summarise,
} from "./session-summary.ts";
export { NO_EDITS, overlayEdits, type SessionEdits } from "./session-edits.ts";
export {
  type AgentStats,
  type CallStats,
  type ModelStats,
  type OtherStats,
  type SessionStats,
  toStats,
  toTokens,
  type TokenStats,
  toTimestamp,
} from "./session-stats.ts";
export { summaryLine } from "./summary-line.ts";
export { isTracedTool, markTracedTool } from "./traced-tools.ts";
