/** What the Responses API writes: one `response`, or the events of its stream. */

/** An output item in the wire's own words. */
export type ResponseItem = Readonly<Record<string, unknown>> & { readonly type: string; readonly id: string };

export interface ModelResponse {
  readonly id: string;
  readonly model: string;
  readonly status: "queued" | "in_progress" | "completed" | "incomplete" | "failed" | "cancelled";
  readonly output: readonly ResponseItem[];
  readonly usage?: object | undefined;
  readonly incompleteReason?: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly background?: boolean;
  readonly conversation?: { readonly id: string };
}

/** Unix seconds of every response: fixed, so that two runs are equal byte for byte. */
const CREATED = 1_764_000_000;

export function toWireResponse(response: ModelResponse): object {
  return {
    id: response.id,
    object: "response",
    created_at: CREATED,
    status: response.status,
    background: response.background ?? false,
    error: response.error ?? null,
    incomplete_details: response.incompleteReason === undefined ? null : { reason: response.incompleteReason },
    instructions: null,
    metadata: {},
    model: response.model,
    output: response.output,
    parallel_tool_calls: true,
    service_tier: "default",
    temperature: 1,
    tool_choice: "auto",
    tools: [],
    top_p: 1,
    ...(response.conversation === undefined ? {} : { conversation: response.conversation }),
    usage: response.usage ?? null,
  };
}

/** The events of a stream; the pieces of its items alternate, as those of parallel calls may. */
export function toResponseEvents(response: ModelResponse): readonly Event[] {
  const { error: _error, incompleteReason: _reason, usage: _usage, ...begun } = response;
  const open = toWireResponse({ ...begun, status: "in_progress", output: [] });
  const events = [
    { type: "response.created", response: open },
    { type: "response.in_progress", response: open },
    ...interleave(response.output.map(toItemEvents)),
    { type: `response.${response.status}`, response: toWireResponse(response) },
  ];
  return events.map((event, sequence) => ({ ...event, sequence_number: sequence }));
}

type Event = Readonly<Record<string, unknown>>;

function toItemEvents(item: ResponseItem, index: number): Event[] {
  const place = { item_id: item.id, output_index: index };
  return [
    { type: "response.output_item.added", output_index: index, item: toBegun(item) },
    ...toPieces(item).map((event) => ({ ...event, ...place })),
    { type: "response.output_item.done", output_index: index, item },
  ];
}

function toBegun(item: ResponseItem): object {
  const begun: Record<string, unknown> = { ...item, status: "in_progress" };
  for (const [name, empty] of [
    ["content", []],
    ["summary", []],
    ["arguments", ""],
    ["input", ""],
  ] as const) {
    if (name in item) begun[name] = empty;
  }
  return begun;
}

function toPieces(item: ResponseItem): Event[] {
  switch (item.type) {
    case "message":
      return (item["content"] as readonly { type: string; text?: string; refusal?: string }[]).flatMap(
        (part, index) => [
          {
            type: "response.content_part.added",
            content_index: index,
            part: part.type === "refusal" ? { ...part, refusal: "" } : { ...part, text: "" },
          },
          ...words(part.text ?? part.refusal ?? "").map((delta) => ({
            type: part.type === "refusal" ? "response.refusal.delta" : "response.output_text.delta",
            content_index: index,
            delta,
            ...(part.type === "refusal" ? {} : { logprobs: [] }),
          })),
          { type: "response.content_part.done", content_index: index, part },
        ],
      );
    case "reasoning":
      return (item["summary"] as readonly { text: string }[]).flatMap((part, index) => [
        { type: "response.reasoning_summary_part.added", summary_index: index, part: { ...part, text: "" } },
        ...words(part.text).map((delta) => ({
          type: "response.reasoning_summary_text.delta",
          summary_index: index,
          delta,
        })),
        { type: "response.reasoning_summary_part.done", summary_index: index, part },
      ]);
    case "function_call":
      return pieces(item["arguments"] as string).map((delta) => ({
        type: "response.function_call_arguments.delta",
        delta,
      }));
    case "custom_tool_call":
      return pieces(item["input"] as string).map((delta) => ({ type: "response.custom_tool_call_input.delta", delta }));
    default:
      return [];
  }
}

function words(text: string): string[] {
  return text.match(/\S+\s*/g) ?? [];
}

function pieces(text: string): string[] {
  return text.match(/.{1,5}/gs) ?? [];
}

/** Each row begins in order, as the library wants it, and then they alternate. */
function interleave(rows: readonly (readonly Event[])[]): Event[] {
  const longest = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: longest }, (_, column) => rows.flatMap((row) => row.slice(column, column + 1)));
  return columns.flat();
}
