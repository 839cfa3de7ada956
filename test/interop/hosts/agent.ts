/** The agent of every application: a plain call, a tool, a stream, and a call by LangChain. It knows nothing of us. */
import { ChatOpenAI } from "@langchain/openai";
import { OpenAI } from "openai";

/** @param write gets the answers, bit by bit */
export async function forecast(city: string, write: (text: string) => void): Promise<void> {
  const openai = new OpenAI();
  const question = `What is the weather in ${city}?`;
  const request = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: question }] };

  const plain = await openai.chat.completions.create(request);
  write(`${plain.choices[0]?.message.content}\n`);

  const runner = openai.chat.completions.runTools({
    ...request,
    tools: [
      {
        type: "function",
        function: {
          name: "get_weather",
          description: "The weather in a city",
          parameters: { type: "object", properties: { city: { type: "string" } } },
          parse: JSON.parse,
          function: (asked: { city: string }) => `sunny in ${asked.city}`,
        },
      },
    ],
  });
  write(`${await runner.finalContent()}\n`);

  const stream = await openai.chat.completions.create({
    ...request,
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const chunk of stream) write(chunk.choices[0]?.delta.content ?? "");

  const { text } = await new ChatOpenAI({ model: "gpt-4o-mini" }).invoke(question);
  write(`\n${text}\n`);
}
