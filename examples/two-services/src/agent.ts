/** The first service: an agent. Each question is a session, which goes on in the service that the agent asks. */
import { Hono } from "hono";
import OpenAI from "openai";
import type { ChatCompletionMessageParam, ChatCompletionTool } from "openai/resources/chat/completions";
import { createFetch, honoSessions, init, withTool } from "rootspan";
import { listen } from "./listen.ts";

init({ serviceName: "agent", autoStartSession: false });

const weatherUrl = process.env["WEATHER_URL"]!;
const openai = new OpenAI();
const model = "gpt-4o-mini";
const tools: ChatCompletionTool[] = [
  {
    type: "function",
    function: {
      name: "get_weather",
      description: "The weather in a city, now",
      parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
    },
  },
];

/** Hands the session on, to this host alone. */
const sessionFetch = createFetch({ hosts: [new URL(weatherUrl).host] });

const getWeather = withTool("get_weather", async ({ city }: { city: string }) => {
  const response = await sessionFetch(`${weatherUrl}/weather/${encodeURIComponent(city)}`);
  return response.text();
});

async function answer(question: string): Promise<string> {
  const messages: ChatCompletionMessageParam[] = [{ role: "user", content: question }];
  for (;;) {
    const { choices } = await openai.chat.completions.create({ model, messages, tools });
    const { message } = choices[0]!;
    if (message.tool_calls === undefined) return message.content ?? "";
    messages.push(message);
    for (const call of message.tool_calls) {
      if (call.type !== "function") continue;
      const content = await getWeather(JSON.parse(call.function.arguments) as { city: string });
      messages.push({ role: "tool", tool_call_id: call.id, content });
    }
  }
}

const app = new Hono();
app.use(honoSessions({ always: true, session: () => ({ name: "question" }) }));
app.post("/ask", async (context) => context.text(await answer(await context.req.text())));
listen(app);
