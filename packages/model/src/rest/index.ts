/** What the server's REST answers: one interface a body, for those who ask it and for the server itself. */
export type { AgentStats, CallStats, ModelStats, OtherStats, SessionStats, TokenStats } from "../session-stats.ts";
export type { ArtifactItem, ArtifactList } from "./artifact-item.ts";
export type {
  ExportedLink,
  ExportedScope,
  ExportedSpan,
  ExportedSpanEvent,
  ExportedStatus,
  JsonAttributes,
} from "./exported-span.ts";
export type { ProblemBody } from "./problem-body.ts";
export type { ProjectHoldings, ProjectItem, ProjectLimits, ProjectRetention, StoreUsageItem } from "./project-item.ts";
export type {
  ChatMessage,
  Completion,
  ExportedAction,
  ExportedAgent,
  ExportedError,
  ExportedEvent,
  ExportedLlm,
  ExportedSession,
  ExportedTool,
  Prompt,
  SessionExport,
  ToolCall,
  TriggerEventType,
} from "./session-export.ts";
export type {
  AnalyticsBody,
  AnalyticsGroupBody,
  AnalyticsGroupName,
  AnalyticsIntervalName,
  AnalyticsPointBody,
  AnalyticsSums,
  CallPointBody,
  CallSumsBody,
  LatencyBody,
  StateCounts,
} from "./analytics-body.ts";
export type { ProjectLiveEvent, SessionLiveEvent } from "./live-event.ts";
export type {
  DeletedSessions,
  FacetValue,
  SessionDetail,
  SearchState,
  SessionFacets,
  SessionItem,
  SessionList,
  SessionPatchBody,
} from "./session-item.ts";
export type { SessionProcess, SessionProcessList } from "./session-process.ts";
export type { SessionFilterQuery, SessionListQuery, SessionSortKey, SessionSortQuery } from "./session-query.ts";
export type { FullSpanList, SpanFacts, SpanItem, SpanList } from "./span-item.ts";
