/** What the span of a wrapped function says. */
import { SpanKind } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { checkEvent } from "../check-event.ts";
import { llmAttributes, withoutUndefined } from "../event-attributes.ts";
import { guard, log } from "../guard.ts";
import { RootspanError } from "../errors.ts";
import type { Agent } from "../session-context.ts";
import type { ContentLimits } from "@rootspan/model/content";
import type { AgentOptions, LlmCallOptions, WrapOptions, ToolOptions } from "./options.ts";
import { isThenable } from "./thenable.ts";

type Values = Readonly<Record<string, string | number | boolean | undefined>>;

export interface CallShape {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Values;
  /** Who does everything inside the call. */
  readonly agent?: Agent;
  /** The call stands for all model calls within it. */
  readonly ownsInference?: boolean;
  /** Undefined: as the session says. */
  readonly captureContent: boolean | undefined;
  /** Attribute for the arguments. */
  readonly params: string;
  /** Attribute for the result. */
  readonly returns: string;
  /** What the result says beyond itself. */
  readonly read?: (result: unknown, args: readonly unknown[], content: ContentLimits) => Values;
}

export function toolShape(name: string, options: ToolOptions): CallShape {
  return {
    name: `execute_tool ${name}`,
    kind: SpanKind.INTERNAL,
    attributes: {
      [key.ROOTSPAN_KIND]: "tool",
      [key.GEN_AI_OPERATION_NAME]: "execute_tool",
      [key.GEN_AI_TOOL_NAME]: name,
      [key.GEN_AI_TOOL_TYPE]: options.type ?? "function",
      [key.GEN_AI_TOOL_DESCRIPTION]: options.description,
    },
    captureContent: options.captureContent,
    params: key.GEN_AI_TOOL_CALL_ARGUMENTS,
    returns: key.GEN_AI_TOOL_CALL_RESULT,
  };
}

export function actionShape(name: string, options: WrapOptions): CallShape {
  return {
    name,
    kind: SpanKind.INTERNAL,
    attributes: { [key.ROOTSPAN_KIND]: "action" },
    captureContent: options.captureContent,
    params: key.ROOTSPAN_EVENT_PARAMS,
    returns: key.ROOTSPAN_EVENT_RETURNS,
  };
}

export function agentShape(name: string, options: AgentOptions): CallShape {
  return {
    name: `invoke_agent ${name}`,
    kind: SpanKind.INTERNAL,
    attributes: {
      [key.ROOTSPAN_KIND]: "agent",
      [key.GEN_AI_OPERATION_NAME]: "invoke_agent",
      [key.GEN_AI_AGENT_NAME]: name,
      [key.GEN_AI_AGENT_ID]: options.id,
      [key.GEN_AI_AGENT_DESCRIPTION]: options.description,
    },
    agent: { name, id: options.id },
    captureContent: options.captureContent,
    params: key.ROOTSPAN_EVENT_PARAMS,
    returns: key.ROOTSPAN_EVENT_RETURNS,
  };
}

export function llmShape(options: LlmCallOptions): CallShape {
  const { model, provider, captureContent, read } = options;
  return {
    name: `chat ${model}`,
    kind: SpanKind.CLIENT,
    attributes: {
      [key.ROOTSPAN_KIND]: "llm",
      [key.GEN_AI_OPERATION_NAME]: "chat",
      [key.GEN_AI_REQUEST_MODEL]: model,
      [key.GEN_AI_PROVIDER_NAME]: provider,
    },
    ownsInference: true,
    captureContent,
    params: key.ROOTSPAN_EVENT_PARAMS,
    returns: key.ROOTSPAN_EVENT_RETURNS,
    ...(read !== undefined && {
      read: (result: unknown, args: readonly unknown[], content: ContentLimits) =>
        readOutcome(options, () => read(result, args as never), content),
    }),
  };
}

/** What `read` says is an event's, and is held to the same rules. */
function readOutcome({ model, provider }: LlmCallOptions, read: () => object, content: ContentLimits): Values {
  try {
    const said = read();
    if (isThenable(said)) {
      // Nobody else would handle its rejection.
      said.then(undefined, () => {});
      throw new RootspanError("INVALID_EVENT", "it must return the outcome itself, not a promise of it");
    }
    const { model: answered, ...outcome } = said as { model?: string };
    const event = { ...outcome, kind: "llm" as const, model, ...(provider !== undefined && { provider }) };
    checkEvent(event);
    return withoutUndefined({ ...llmAttributes(event, content), [key.GEN_AI_RESPONSE_MODEL]: answered });
  } catch (error) {
    const reason = RootspanError.isInstance(error) ? error.message : error;
    guard("withLLMCall", () => log.error(`read() of the model call "${model}" failed; its usage is not known`, reason));
    return {};
  }
}
