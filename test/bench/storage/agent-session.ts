/** A session of an agent, the same for the same seed: turns of a model call and a tool, with text that differs. */
import type { SpanRecord } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";

const WORDS =
  "the order was sent to a customer in march and has not come yet please look up what became of it when you find the parcel tell me where it lies and how long it takes until somebody can bring it".split(
    " ",
  );

const START_NS = 1_763_900_000_000_000_000n;
const TURN_NS = 4_000_000_000n;

export function createAgentSession(seed: number, turns: number): readonly SpanRecord[] {
  const random = createRandom(seed + 1);
  const say = (words: number): string =>
    Array.from({ length: words }, () => {
      const word = WORDS[Math.floor(random() * WORDS.length)]!;
      return random() < 0.1 ? `${word}${Math.floor(random() * 100_000)}` : word;
    }).join(" ");
  const traceId = hex(random, 32);
  const rootId = traceId.slice(16);
  const messages: object[] = [{ role: "system", parts: [{ type: "text", content: say(200) }] }];
  const spans: SpanRecord[] = [];
  const add = (name: string, turn: number, attributes: SpanRecord["attributes"], isRoot = false): void => {
    const startTimeUnixNano = START_NS + BigInt(turn) * TURN_NS;
    spans.push({
      traceId,
      spanId: isRoot ? rootId : hex(random, 16),
      ...(!isRoot && { parentSpanId: rootId }),
      name,
      kind: isRoot ? 1 : 3,
      startTimeUnixNano: isRoot ? START_NS : startTimeUnixNano,
      endTimeUnixNano: startTimeUnixNano + BigInt(Math.floor(random() * 3e9)),
      attributes,
      status: { code: 1 },
      resource: { "service.name": "support", "host.name": "worker-1", "process.pid": 4_021 },
      scope: { name: "agent" },
      events: [],
      links: [],
    });
  };
  for (let turn = 0; turn < turns; turn += 1) {
    messages.push({ role: "user", parts: [{ type: "text", content: say(60) }] });
    const answer = { role: "assistant", parts: [{ type: "text", content: say(120) }] };
    add("chat gpt-4o-mini", turn, {
      [key.GEN_AI_OPERATION_NAME]: "chat",
      [key.GEN_AI_PROVIDER_NAME]: "openai",
      [key.GEN_AI_REQUEST_MODEL]: "gpt-4o-mini",
      [key.GEN_AI_RESPONSE_MODEL]: "gpt-4o-mini-2024-07-18",
      [key.GEN_AI_USAGE_INPUT_TOKENS]: 100 * turn + Math.floor(random() * 100),
      [key.GEN_AI_USAGE_OUTPUT_TOKENS]: Math.floor(random() * 300),
      [key.GEN_AI_INPUT_MESSAGES]: JSON.stringify(messages),
      [key.GEN_AI_OUTPUT_MESSAGES]: JSON.stringify([answer]),
    });
    messages.push(answer);
    add("execute_tool search", turn, {
      [key.GEN_AI_OPERATION_NAME]: "execute_tool",
      "gen_ai.tool.name": "search",
      "gen_ai.tool.call.arguments": JSON.stringify({ query: say(8) }),
      "gen_ai.tool.call.result": say(40),
    });
  }
  add("session", turns, { [key.ROOTSPAN_KIND]: "session", [key.ROOTSPAN_SESSION_END_STATE]: "Success" }, true);
  return spans;
}

/** Mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function hex(random: () => number, digits: number): string {
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join("");
}
