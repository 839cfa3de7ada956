/** One process of the agent: it joins the session that it was started in, and ends its own part of it. */
import OpenAI from "openai";
import { init, withTool } from "rootspan";

const [topic] = process.argv.slice(2);
const session = init({ sessionName: topic! });

const findSources = withTool("find_sources", (about: string) => {
  if (about === "nowhere") throw new Error(`there is nothing about ${about}`);
  return [`all about ${about}`];
});

try {
  const sources = findSources(topic!);
  await new OpenAI().chat.completions.create({
    model: "gpt-4o-mini",
    messages: [{ role: "user", content: `Summarise ${sources.join()}` }],
  });
  await session.end("Success");
} catch (error) {
  await session.end("Failure", { reason: String(error) });
  process.exitCode = 1;
}
