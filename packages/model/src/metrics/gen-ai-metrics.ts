/** Records model calls, tools and agents on the GenAI instruments, from what their spans say. */
import { ERROR_TYPE, GEN_AI_OPERATION_NAME } from "../attributes.ts";
import { isFetch } from "../event-kind.ts";
import type { Attributes } from "../span-record.ts";
import { NO_USAGE, type Usage, usageOf } from "../usage.ts";
import { createInstruments, type Instruments } from "./instruments.ts";
import type { CounterLike, HistogramLike, MeterLike, MetricAttributes } from "./meter-like.ts";
import {
  agentAttributes,
  agentCallAttributes,
  callAttributes,
  chunkAttributes,
  errorAttributes,
  toolAttributes,
} from "./metric-attributes.ts";

/** Something that took time. */
export interface Measurement {
  /** What its span says, or would say, at its end; `error.type` where it failed. */
  readonly attributes: Attributes;
  /** As long as the span. One that is no time, such as that of a clock set back, is not recorded. */
  readonly durationSeconds: number;
  /** The OpenTelemetry context that it happened in. */
  readonly context?: unknown;
}

export interface CallMeasurement extends Measurement {
  /** From the request to the first chunk; of a streamed response alone. */
  readonly timeToFirstChunkSeconds?: number | undefined;
}

/** Of an agent, or a workflow, in this process. */
export interface AgentMeasurement extends Measurement {
  /** Calls of models that the agent made itself, failed ones included; those of its sub-agents are theirs. */
  readonly inferenceCalls?: number | undefined;
  /** Tools that the agent had executed here, failed ones included; not those that the provider executes. */
  readonly toolCalls?: number | undefined;
}

/** Each method throws what the application's meter throws. */
export interface GenAiMetrics {
  /** A call of a provider, by `gen_ai.operation.name`: inference with its tokens, another operation with its time. */
  recordCall(call: CallMeasurement): void;
  /**
   * Gives the function that takes the time from each chunk of one stream to the next, for all but the first. Its
   * attributes are made here, once: a stream has thousands of chunks.
   */
  openChunkTimes(attributes: Attributes, context?: unknown): (seconds: number) => void;
  recordToolExecution(tool: Measurement): void;
  recordAgentInvocation(agent: AgentMeasurement): void;
}

/** The conventions' inference operations; a custom name cannot be told from one of another operation. */
const INFERENCE: ReadonlySet<unknown> = new Set(["chat", "generate_content", "text_completion"]);

const TOKEN_MODALITY = "gen_ai.token.modality";

/** Makes the instruments on that meter. Throws what the meter throws. */
export function createGenAiMetrics(meter: MeterLike): GenAiMetrics {
  const instruments = createInstruments(meter);
  return {
    recordCall(call) {
      const { attributes, durationSeconds, timeToFirstChunkSeconds, context } = call;
      const names = callAttributes(attributes);
      const namesAndError = { ...names, ...errorAttributes(attributes) };
      if (!INFERENCE.has(attributes[GEN_AI_OPERATION_NAME])) {
        recordTime(instruments.operationDuration, durationSeconds, namesAndError, context);
        // Of a response that was made in the background: the call that asked for it could not say.
        const told = isFetch(attributes) ? usageOf(attributes) : undefined;
        if (told !== undefined) addUsed(instruments, told, names, context);
        return;
      }
      recordTime(instruments.inferenceDuration, durationSeconds, namesAndError, context);
      if (timeToFirstChunkSeconds !== undefined) {
        recordTime(instruments.timeToFirstChunk, timeToFirstChunkSeconds, chunkAttributes(attributes), context);
      }
      const usage = usageOf(attributes);
      addUsed(instruments, usage ?? NO_USAGE, names, context);
      // Where a provider sends no usage, as OpenAI with a stream unless asked, a zero would be false: percentiles are
      // of what is known. Zeros of failures can be told apart by their error.
      if (usage === undefined && attributes[ERROR_TYPE] === undefined) return;
      instruments.inputTokens.record(usage?.inputTokens ?? 0, namesAndError, context);
      instruments.outputTokens.record(usage?.outputTokens ?? 0, namesAndError, context);
    },
    openChunkTimes(attributes, context) {
      const names = chunkAttributes(attributes);
      return (seconds) => instruments.timePerOutputChunk.record(seconds, names, context);
    },
    recordToolExecution({ attributes, durationSeconds, context }) {
      recordTime(instruments.toolDuration, durationSeconds, toolAttributes(attributes), context);
    },
    recordAgentInvocation({ attributes, durationSeconds, inferenceCalls, toolCalls, context }) {
      recordTime(instruments.agentDuration, durationSeconds, agentAttributes(attributes), context);
      const names = agentCallAttributes(attributes);
      if (inferenceCalls !== undefined) instruments.agentInferenceCalls.record(inferenceCalls, names, context);
      if (toolCalls !== undefined) instruments.agentToolCalls.record(toolCalls, names, context);
    },
  };
}

/** The conventions count every call, also one that used nothing or did not say what: then zeros. */
function addUsed(instruments: Instruments, usage: Usage, names: MetricAttributes, context: unknown): void {
  const add = (counter: CounterLike, total: number, audio: number, image: number): void => {
    for (const [modality, count] of byModality(total, audio, image)) {
      counter.add(count, { ...names, [TOKEN_MODALITY]: modality }, context);
    }
  };
  add(instruments.usedInputTokens, usage.inputTokens, usage.audioInputTokens, usage.imageInputTokens);
  add(instruments.usedOutputTokens, usage.outputTokens, usage.audioOutputTokens, usage.imageOutputTokens);
  add(instruments.usedCacheReadTokens, usage.cacheReadTokens, usage.audioCacheReadTokens, usage.imageCacheReadTokens);
  add(instruments.usedCacheWriteTokens, usage.cacheWriteTokens, 0, 0);
  add(instruments.usedReasoningTokens, usage.reasoningTokens, 0, 0);
}

/** What is neither audio nor image is not said to be text: providers seldom say. The sum is the total. */
function byModality(total: number, audio: number, image: number): readonly (readonly [string, number])[] {
  const heard = Math.min(audio, total);
  const seen = Math.min(image, total - heard);
  const rest = total - heard - seen;
  const parts = [["audio", heard] as const, ["image", seen] as const].filter(([, count]) => count > 0);
  return rest > 0 || total === 0 ? [...parts, ["unknown", rest]] : parts;
}

function recordTime(histogram: HistogramLike, seconds: number, attributes: MetricAttributes, context: unknown): void {
  if (Number.isFinite(seconds) && seconds >= 0) histogram.record(seconds, attributes, context);
}
