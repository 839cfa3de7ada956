/** The scenario with the `openai` package, whoever watches it. */
import type OpenAI from "openai";
import { EMBEDDING_MODEL, getWeather, MODEL, QUESTION, REFUSED_MODEL, SYSTEM, TOOLS } from "./scenario.ts";

export interface Clients {
  readonly chat: OpenAI;
  /** For embeddings and responses; none where the emitter does not watch them. */
  readonly other?: OpenAI;
}

/** Runs the tool as the emitter wants tools to be run. */
export type RunTool = (run: (input: { city: string }) => object, input: { city: string }) => Promise<object>;

export async function runAgent(
  { chat, other }: Clients,
  runTool: RunTool = async (run, input) => run(input),
): Promise<void> {
  const messages: OpenAI.Chat.ChatCompletionMessageParam[] = [
    { role: "system", content: SYSTEM },
    { role: "user", content: QUESTION },
  ];
  const first = await chat.chat.completions.create({
    model: MODEL,
    temperature: 0.5,
    max_tokens: 200,
    messages,
    tools: TOOLS as unknown as OpenAI.Chat.ChatCompletionTool[],
  });
  const asked = first.choices[0]!.message;
  messages.push(asked);
  for (const call of asked.tool_calls ?? []) {
    if (call.type !== "function") continue;
    const result = await runTool(getWeather, JSON.parse(call.function.arguments) as { city: string });
    messages.push({ role: "tool", tool_call_id: call.id, content: JSON.stringify(result) });
  }
  await chat.chat.completions.create({
    model: MODEL,
    messages,
    tools: TOOLS as unknown as OpenAI.Chat.ChatCompletionTool[],
  });
  const stream = await chat.chat.completions.create({
    model: MODEL,
    messages: messages.slice(0, 2),
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const _chunk of stream);
  await chat.chat.completions.create({ model: REFUSED_MODEL, messages: messages.slice(0, 2) }).catch(() => undefined);
  if (other === undefined) return;
  await other.embeddings.create({ model: EMBEDDING_MODEL, input: QUESTION });
  await other.responses.create({ model: MODEL, instructions: SYSTEM, input: QUESTION });
}
