/** An OpenAI-compatible provider on loopback that speaks the real wire: JSON, SSE and errors. */
export { type Answer, type Choice, toChunks, toCompletion, type ToolCall, type WireUsage } from "./answer.ts";
export { type BehaviourName, behaviours, byModel } from "./behaviours.ts";
export { type LoopbackProvider, startLoopbackProvider } from "./provider.ts";
export { DONE_FRAME, failure, frame, type Reply, type Script } from "./reply.ts";
export type { ChatRequestBody, ProviderRequest, RecordedRequest } from "./request.ts";
export { chatRoute, everyRoute, type Route } from "./route.ts";
