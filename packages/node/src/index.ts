/** OpenTelemetry-native sessions for AI agents. */
export { exportCounters, flush, init, shutdown } from "./init.ts";
export type { ExportCounters } from "./export-queue.ts";
export type { InitOptions, InstrumentOptions } from "./options.ts";
export {
  type ActionEvent,
  addTags,
  currentSession,
  type EndOptions,
  endSession,
  type EndState,
  type EndStateInput,
  type ErrorCode,
  type ErrorEvent,
  faultCount,
  getAnalytics,
  type LlmEvent,
  type ModelPrices,
  type PriceOverrides,
  record,
  type RecordedEvent,
  RootspanError,
  type Session,
  type SessionAnalytics,
  type SessionEvent,
  type SessionOptions,
  SessionSpanProcessor,
  setTags,
  startSession,
  type ToolEvent,
} from "@rootspan/sdk";
export { wrapOpenAI } from "@rootspan/instrumentations/openai";
