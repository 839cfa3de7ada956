/** Records the run of a model: as a model call, which stands for all calls of a provider's library within it. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import type { ContentLimits } from "@rootspan/model/content";
import { reportFault } from "../fault.ts";
import { InferenceCall } from "../inference-call.ts";
import { modelOf, providerOf, requestAttributes, requestContent, type ModelStart } from "./model-request.ts";
import { SURFACES } from "./model-response.ts";
import { serverAttributes } from "./provider.ts";
import { contextAttributes, contextContent } from "./run-attributes.ts";
import type { RecordParts } from "./record-parts.ts";

export function recordModelCall(
  { tracing, start, around, parent, frame }: RecordParts,
  limits: ContentLimits,
  eventLimits: ContentLimits,
): InferenceCall {
  if (parent?.agent !== undefined) parent.agent.inferenceCalls += 1;
  const asked: ModelStart = { ...start, kwargs: start.component.kwargs ?? {} };
  const surface = SURFACES[start.answers];
  const model = modelOf(asked);
  const provider = providerOf(asked);
  const className = start.component.id?.at(-1) ?? "model";
  const attributes: Attributes = {
    [key.ROOTSPAN_KIND]: "llm",
    [key.GEN_AI_OPERATION_NAME]: surface.operation,
    ...(model !== undefined && { [key.GEN_AI_REQUEST_MODEL]: model }),
    ...(provider !== undefined && { [key.GEN_AI_PROVIDER_NAME]: provider }),
    ...(provider === "openai" && serverAttributes(frame?.receiver)),
  };
  const call = new InferenceCall(
    {
      tracer: tracing.tracer,
      metrics: tracing.metrics(),
      parent: around,
      limits,
      eventLimits,
      logger: tracing.logger?.(),
      surface,
      owner: true,
    },
    `${surface.operation} ${model ?? className}`,
    attributes,
  );
  if (frame?.isStream === true) call.openStream();
  if (call.isRecording) {
    try {
      call.setAttributes({
        ...contextAttributes(start, parent?.agent),
        ...requestAttributes(asked),
        ...(frame?.isStream === true && { [key.GEN_AI_REQUEST_STREAM]: true }),
        ...(start.name !== undefined && start.name !== className && { [key.ROOTSPAN_RUN_NAME]: start.name }),
        ...contextContent(start, limits),
        ...(call.limits.captureContent && requestContent(asked, call.limits)),
      });
    } catch (fault) {
      reportFault("describing a run of a model", fault);
    }
  }
  return call;
}
