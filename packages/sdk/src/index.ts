/** Sessions for AI agents, on any OpenTelemetry SDK. */
export { addTags, endAllSessions, endSession, getAnalytics, record, setTags, setVideo } from "./active-session.ts";
export { startInitialSession, startSession } from "./start-session.ts";
export type { EndOptions, Session, SessionAnalytics } from "./session.ts";
export { SESSION_OPTION_RULES, type SessionOptionRule, type SessionOptions, wholeNumber } from "./session-options.ts";
export { type Carrier, type Inheritance, inheritFrom } from "./inheritance.ts";
export type {
  ActionEvent,
  ErrorEvent,
  LlmEvent,
  RecordedEvent,
  SessionEvent,
  ToolEvent,
  TriggerEvent,
} from "./session-event.ts";
export { type JoinOptions, joinSession } from "./propagation/join-session.ts";
export { type ParamsWithMeta, withSessionMeta } from "./propagation/mcp.ts";
export { createFetch, type SessionFetchOptions } from "./propagation/create-fetch.ts";
export type { Fetch, FetchInput } from "./propagation/fetch-request.ts";
export type { AllowedHosts } from "./propagation/host-list.ts";
export type { RequestSessionOptions } from "./propagation/request-session.ts";
export { expressSessions, httpSessions, type NodeRequest, type NodeResponse } from "./propagation/node-http.ts";
export { type FastifyLike, type FastifyRequestLike, fastifySessions } from "./propagation/fastify.ts";
export { fetchSessions, type HonoContextLike, honoSessions } from "./propagation/fetch-handler.ts";
export { toReason } from "./to-reason.ts";
export { withAction, withAgent, withLLMCall, withTool } from "./wrappers/wrap.ts";
export { action, agent, type AgentDecorator, type MethodDecorator, tool } from "./wrappers/decorate.ts";
export type {
  AgentOptions,
  AnyFunction,
  LlmCallOptions,
  LlmOutcome,
  Outcome,
  ToolOptions,
  WrapOptions,
} from "./wrappers/options.ts";
export { currentSession, withAmbientSession } from "./session-context.ts";
export { pendingRootIds } from "./root-ids.ts";
export type { RootIds } from "./shared-state.ts";
export type { HostEnvironmentSource, SessionClient } from "./session-client.ts";
export { setSessionClient } from "./current-client.ts";
export { type EndableSession, openSessions, watchOpenSessions } from "./open-sessions.ts";
export { SessionSpanProcessor, type SessionSpanProcessorOptions } from "./session-span-processor.ts";
export type { ReadableSpanLike, SpanLike } from "./span-like.ts";
export { type ApiCopy, type ApiState, loadedApi, openTelemetryApi, registeredGlobal } from "./api-registration.ts";
export { type ErrorCode, RootspanError } from "./errors.ts";
export { faultCount, guard, log, reportFault } from "./guard.ts";
export type { EndState, EndStateInput, HostEnvironment, ModelPrices, PriceOverrides } from "@rootspan/model";
export type { ContentLimits, ContentPlace, Redact } from "@rootspan/model/content";
