/** OpenTelemetry's GenAI conventions of all versions, and the words that others add to them. */
import { numberAttribute, type SpanRecord, stringAttribute } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { Dialect, Understanding } from "./dialect.ts";
import { understandMessageEvents } from "./message-events.ts";
import { textOf } from "./json-text.ts";
import { toProviderName } from "./provider-name.ts";

export const openTelemetry: Dialect = {
  name: "opentelemetry",
  speaks: ({ attributes }) =>
    attributes[key.GEN_AI_OPERATION_NAME] !== undefined || attributes["gen_ai.system"] !== undefined,
  // All that it takes is `understandGenAi`, which every dialect goes through.
  understand: () => undefined,
};

/** Key now → keys before, and keys of others beside the conventions. */
const RENAMED_COUNTS: Readonly<Record<string, readonly string[]>> = {
  [key.GEN_AI_USAGE_INPUT_TOKENS]: ["gen_ai.usage.prompt_tokens"],
  [key.GEN_AI_USAGE_OUTPUT_TOKENS]: ["gen_ai.usage.completion_tokens"],
  [key.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: [
    "gen_ai.usage.cache_read_input_tokens",
    "gen_ai.usage.cached_tokens",
    "gen_ai.usage.details.cache_read_tokens",
  ],
  [key.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS]: [
    "gen_ai.usage.cache_creation.input_tokens",
    "gen_ai.usage.cache_creation_input_tokens",
    "gen_ai.usage.details.cache_write_tokens",
  ],
  [key.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: [
    "gen_ai.usage.reasoning_tokens",
    "gen_ai.usage.details.reasoning_tokens",
  ],
  [key.GEN_AI_USAGE_COST_AMOUNT]: ["gen_ai.usage.cost", "gen_ai.usage.total_cost"],
};

/** `agent_step` is a turn of an agent in the AI SDK 7. */
const CHAIN_OPERATIONS: ReadonlySet<unknown> = new Set(["agent_step", "plan", "handle_conversation_turn"]);

export function understandGenAi(span: SpanRecord, understood: Understanding): void {
  const { attributes } = span;
  if (CHAIN_OPERATIONS.has(attributes[key.GEN_AI_OPERATION_NAME])) understood.fill(key.ROOTSPAN_KIND, "chain");
  const system = textOf(understood.get("gen_ai.system")) ?? textOf(understood.get("gen_ai.provider.name"));
  if (system !== undefined) understood.set(key.GEN_AI_PROVIDER_NAME, toProviderName(system));
  for (const [now, before] of Object.entries(RENAMED_COUNTS)) {
    understood.fill(
      now,
      before.map((name) => numberAttribute(attributes, name)).find((count) => count !== undefined),
    );
  }
  includeCached(understood);
  if (understood.get(key.GEN_AI_USAGE_COST_AMOUNT) !== undefined)
    understood.fill(key.GEN_AI_USAGE_COST_SOURCE, "provider");
  const finished = stringAttribute(attributes, "gen_ai.response.finish_reason");
  if (finished !== undefined) understood.fill(key.GEN_AI_RESPONSE_FINISH_REASONS, [finished]);
  understood.fill(
    key.GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
    numberAttribute(attributes, "gen_ai.client.operation.time_to_first_chunk") ??
      numberAttribute(attributes, "gen_ai.server.time_to_first_token"),
  );
  understandMessageEvents(span.events, understood);
}

/** Totals hold their parts. Where more was cached than sent, the emitter left the cached tokens out of the total. */
function includeCached(understood: Understanding): void {
  const countOf = (name: string): number => Number(understood.get(name) ?? 0);
  const input = countOf(key.GEN_AI_USAGE_INPUT_TOKENS);
  const cached = countOf(key.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS) + countOf(key.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS);
  if (understood.get(key.GEN_AI_USAGE_INPUT_TOKENS) !== undefined && cached > input) {
    understood.set(key.GEN_AI_USAGE_INPUT_TOKENS, input + cached);
  }
}
