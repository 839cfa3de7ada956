/** What the model says, and how the wire writes it: one `chat.completion`, or `chat.completion.chunk`s. */

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text, as a model writes it. */
  readonly arguments: string;
}

export interface Choice {
  readonly text?: string;
  readonly refusal?: string;
  readonly toolCalls?: readonly ToolCall[];
  readonly finishReason: "stop" | "length" | "tool_calls" | "content_filter";
}

/** Token counts in the wire's own words. */
export interface WireUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details?: Readonly<Record<string, number>>;
  readonly completion_tokens_details?: Readonly<Record<string, number>>;
}

export interface Answer {
  readonly id: string;
  /** The dated model that answers, which is seldom the one that was asked for. */
  readonly model: string;
  readonly choices: readonly Choice[];
  readonly usage?: WireUsage;
  readonly serviceTier?: string;
  readonly systemFingerprint?: string;
}

/** Unix seconds of every answer: fixed, so that two runs are equal byte for byte. */
const CREATED = 1_764_000_000;

export function toCompletion(answer: Answer): object {
  return {
    id: answer.id,
    object: "chat.completion",
    created: CREATED,
    model: answer.model,
    choices: answer.choices.map((choice, index) => ({
      index,
      message: toMessage(choice),
      logprobs: null,
      finish_reason: choice.finishReason,
    })),
    ...(answer.usage === undefined ? {} : { usage: answer.usage }),
    ...common(answer),
  };
}

/**
 * The chunks of a stream, in an order that is hard to read: choices alternate, and so do the pieces of parallel tool
 * calls. The usage chunk comes only when the request asked for it.
 */
export function toChunks(answer: Answer, includeUsage: boolean): object[] {
  const chunk = (choices: object[], usage?: WireUsage): object => ({
    id: answer.id,
    object: "chat.completion.chunk",
    created: CREATED,
    model: answer.model,
    ...common(answer),
    choices,
    ...(includeUsage ? { usage: usage ?? null } : {}),
  });
  const deltas = answer.choices.map((choice, index) =>
    [
      { role: "assistant", content: choice.toolCalls === undefined ? "" : null, refusal: null },
      ...toDeltas(choice),
    ].map((delta) => ({ index, delta, logprobs: null, finish_reason: null })),
  );
  const chunks = interleave(deltas).map((choice) => chunk([choice]));
  if (answer.choices.length > 0) {
    chunks.push(
      chunk(
        answer.choices.map(({ finishReason }, index) => ({
          index,
          delta: {},
          logprobs: null,
          finish_reason: finishReason,
        })),
      ),
    );
  }
  if (includeUsage && answer.usage !== undefined) chunks.push(chunk([], answer.usage));
  return chunks;
}

function common(answer: Answer): object {
  return { service_tier: answer.serviceTier ?? "default", system_fingerprint: answer.systemFingerprint ?? null };
}

function toMessage({ text, refusal, toolCalls }: Choice): object {
  return {
    role: "assistant",
    content: text ?? null,
    refusal: refusal ?? null,
    annotations: [],
    ...(toolCalls === undefined
      ? {}
      : {
          tool_calls: toolCalls.map((call) => ({
            id: call.id,
            type: "function",
            function: { name: call.name, arguments: call.arguments },
          })),
        }),
  };
}

function toDeltas({ text, refusal, toolCalls }: Choice): object[] {
  const words = (text ?? "").match(/\S+\s*/g) ?? [];
  const calls = (toolCalls ?? []).map((call, index) => [
    { index, id: call.id, type: "function", function: { name: call.name, arguments: "" } },
    ...pieces(call.arguments, 5).map((piece) => ({ index, function: { arguments: piece } })),
  ]);
  return [
    ...words.map((word) => ({ content: word })),
    ...(refusal === undefined ? [] : [{ refusal }]),
    ...interleave(calls).map((call) => ({ tool_calls: [call] })),
  ];
}

function pieces(text: string, length: number): string[] {
  return text.match(new RegExp(`.{1,${length}}`, "gs")) ?? [];
}

/** a1 b1 a2 b2 a3 … */
function interleave<Item>(rows: readonly (readonly Item[])[]): Item[] {
  const longest = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: longest }, (_, column) => rows.flatMap((row) => row.slice(column, column + 1))).flat();
}
