/** Sessions for AI agents, on any OpenTelemetry SDK. */
export { addTags, endSession, getAnalytics, record, setTags } from "./active-session.ts";
export { startInitialSession, startSession } from "./start-session.ts";
export type { EndOptions, Session, SessionAnalytics, SessionOptions } from "./session.ts";
export type { ActionEvent, ErrorEvent, LlmEvent, RecordedEvent, SessionEvent, ToolEvent } from "./session-event.ts";
export { currentSession, withAmbientSession } from "./session-context.ts";
export { pendingRootIds, type RootIds } from "./root-ids.ts";
export { type SessionClient, setSessionClient } from "./session-client.ts";
export { SessionSpanProcessor, type SessionSpanProcessorOptions } from "./session-span-processor.ts";
export type { ReadableSpanLike, SpanLike } from "./span-like.ts";
export { type ErrorCode, RootspanError } from "./errors.ts";
export { faultCount, guard, log, reportFault } from "./guard.ts";
export type { EndState, EndStateInput, ModelPrices, PriceOverrides } from "@rootspan/model";
