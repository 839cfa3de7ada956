/** Opens the span of a call, with what is known before it is made. */
import type { Context } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { reportFault } from "../fault.ts";
import { InferenceCall } from "../inference-call.ts";
import { type JsonObject, textOf } from "../json-value.ts";
import { sessionRulesIn } from "../session-rules.ts";
import type { Surface } from "../surface.ts";
import type { Tracing } from "../tracing.ts";
import { providerAttributes } from "./provider.ts";

export interface CallToOpen {
  readonly surface: Surface;
  /** The name of the span where the surface has no name and no operation. */
  readonly name: string;
  readonly request: JsonObject;
  /** Whose base URL says who answers. */
  readonly client: unknown;
  /** What the call is made on: further calls on it, while this one is made, are parts of it. */
  readonly owner: object;
  readonly parent: Context;
}

export function openCall(
  tracing: Tracing,
  { surface, name, request, client, owner, parent }: CallToOpen,
): InferenceCall {
  const rules = sessionRulesIn(parent);
  const limits = tracing.limitsWith(rules.callContent);
  const { kind, operation } = surface;
  const model = textOf(request["model"]);
  // All that samplers and metrics may want, and no more: the rest is only for spans that are recorded.
  const call = new InferenceCall(
    {
      tracer: tracing.tracer,
      metrics: tracing.metrics(),
      parent,
      limits,
      eventLimits: tracing.eventLimitsWith(rules.callContent),
      logger: tracing.logger?.(),
      surface,
      owner,
    },
    spanNameOf(surface, name, model),
    {
      ...(kind === undefined ? {} : { [key.ROOTSPAN_KIND]: kind }),
      ...(operation === undefined ? {} : { [key.GEN_AI_OPERATION_NAME]: operation }),
      ...(model === undefined ? {} : { [key.GEN_AI_REQUEST_MODEL]: model }),
      ...providerAttributes(client),
    },
  );
  if (call.isRecording) describeRequest(surface, request, call);
  else rules.missed?.();
  return call;
}

function spanNameOf({ spanName, operation }: Surface, name: string, model: string | undefined): string {
  if (spanName !== undefined) return spanName;
  if (operation === undefined) return name;
  return model === undefined ? operation : `${operation} ${model}`;
}

/** A fault in here costs attributes, not the span. */
function describeRequest(surface: Surface, request: JsonObject, call: InferenceCall): void {
  try {
    if (surface.requestAttributes !== undefined) call.setAttributes(surface.requestAttributes(request));
    if (!call.limits.captureContent || surface.requestContent === undefined) return;
    call.setAttributes(surface.requestContent(request, call.limits));
  } catch (fault) {
    reportFault("describing a request", fault);
  }
}
