/** Small sessions, the same for the same number: a root, and a model call with a few words. */
import type { SpanRecord } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { Store } from "../../../packages/server/src/store/store.ts";

const SESSIONS_AN_APPEND = 2_000;
export const SESSION_EVERY_NS = 2_000_000_000n;

const WORDS = "order parcel refund invoice address customer delivery return payment question answer status".split(" ");
const MODELS = ["gpt-4o-mini", "gpt-4o", "claude-sonnet-4-5", "gemini-2.5-flash"];

/** One session in so many has the tag `rare`, and the word `axolotl`. */
export const RARE_EVERY = 5_000;

export const FIRST_START_NS = 1_761_000_000_000_000_000n;

/** Nothing is over for the store while it is filled: `receivedAtMs` is the store's own time. */
export async function fillStore(
  store: Store,
  projectId: string,
  { from, to, receivedAtMs }: { readonly from: number; readonly to: number; readonly receivedAtMs: number },
): Promise<void> {
  for (let first = from; first < to; first += SESSIONS_AN_APPEND) {
    const count = Math.min(SESSIONS_AN_APPEND, to - first);
    const spans = Array.from({ length: count }, (_, index) => toSpans(first + index)).flat();
    await store.sessions.append({ projectId, spans, receivedAtMs });
  }
}

export function sessionIdOf(number: number): string {
  return traceIdOf(number).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function traceIdOf(number: number): string {
  return `018f6a000000700080000000${(number + 1).toString(16).padStart(8, "0")}`;
}

function toSpans(number: number): readonly SpanRecord[] {
  const traceId = traceIdOf(number);
  const rootId = traceId.slice(16);
  const startTimeUnixNano = FIRST_START_NS + BigInt(number) * SESSION_EVERY_NS;
  const isRare = number % RARE_EVERY === 0;
  const failed = number % 50 === 0;
  const text = (seed: number) =>
    Array.from({ length: 12 }, (_, index) => WORDS[(seed * 7 + index * index) % WORDS.length]).join(" ");
  const shared = {
    traceId,
    startTimeUnixNano,
    status: { code: 1 },
    resource: RESOURCES[number % RESOURCES.length]!,
    scope: SCOPE,
    events: [],
    links: [],
  };
  const root: SpanRecord = {
    ...shared,
    spanId: rootId,
    name: "session",
    kind: 1,
    endTimeUnixNano: startTimeUnixNano + BigInt(1 + (number % 997)) * 10_000_000n,
    attributes: {
      [key.ROOTSPAN_KIND]: "session",
      [key.ROOTSPAN_SESSION_TAGS]: [`team-${number % 20}`, ...(isRare ? ["rare"] : [])],
      [key.ROOTSPAN_SESSION_END_STATE]: failed ? "Failure" : "Success",
    },
  };
  const model = MODELS[number % MODELS.length]!;
  const call: SpanRecord = {
    ...shared,
    spanId: `${(number + 1).toString(16).padStart(8, "0")}00000001`,
    parentSpanId: rootId,
    name: `chat ${model}`,
    kind: 3,
    endTimeUnixNano: startTimeUnixNano + BigInt(1 + (number % 499)) * 5_000_000n,
    status: { code: failed ? 2 : 1 },
    attributes: {
      [key.ROOTSPAN_KIND]: "llm",
      [key.GEN_AI_OPERATION_NAME]: "chat",
      [key.GEN_AI_PROVIDER_NAME]: "openai",
      [key.GEN_AI_REQUEST_MODEL]: model,
      [key.GEN_AI_USAGE_INPUT_TOKENS]: 100 + ((number * 7_919) % 10_007),
      [key.GEN_AI_USAGE_OUTPUT_TOKENS]: 10 + (number % 991),
      [key.GEN_AI_INPUT_MESSAGES]: `${text(number)}${isRare ? " axolotl" : ""}`,
    },
  };
  // One in 25 still runs.
  return number % 25 === 1 ? [call] : [root, call];
}

const RESOURCES = ["shop", "support", "billing"].map((name) => ({ "service.name": name }));
const SCOPE = { name: "bench" };
