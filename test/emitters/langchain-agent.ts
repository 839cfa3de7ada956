/** The scenario on LangChain, whose model calls the `openai` package. */
import { HumanMessage, SystemMessage, type ToolMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { CHAT_URL } from "./environment.ts";
import { getWeather, MODEL, QUESTION, SYSTEM, TOOL_DESCRIPTION, TOOL_NAME, TOOL_PARAMETERS } from "./scenario.ts";

export async function runLangChainAgent(): Promise<void> {
  const weather = tool(async (input) => JSON.stringify(getWeather(input as { city: string })), {
    name: TOOL_NAME,
    description: TOOL_DESCRIPTION,
    schema: TOOL_PARAMETERS,
  });
  const model = new ChatOpenAI({
    model: MODEL,
    apiKey: "sk-test",
    maxRetries: 0,
    configuration: { baseURL: CHAT_URL },
  });
  const agent = RunnableLambda.from(async (question: string) => {
    const withTools = model.bindTools([weather]);
    const messages = [new SystemMessage(SYSTEM), new HumanMessage(question)];
    const asked = await withTools.invoke(messages);
    const results = await Promise.all((asked.tool_calls ?? []).map((call) => weather.invoke(call)));
    return withTools.invoke([...messages, asked, ...(results as ToolMessage[])]);
  }).withConfig({ runName: "weather_agent" });
  await agent.invoke(QUESTION);
}
