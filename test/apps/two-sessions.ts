/** Two agents at once in one process, each in a session of its own; prints what each session says of itself. */
import OpenAI from "openai";
import { endSession, init, record, startSession } from "rootspan";

init({ autoStartSession: false });
const openai = new OpenAI();

async function agent(name: string, calls: number): Promise<object> {
  const session = startSession({ name, tags: [name] });
  return session.run(async () => {
    for (let index = 0; index < calls; index += 1) {
      const messages = [{ role: "user" as const, content: `${name} ${index}` }];
      if (index % 2 === 0) {
        await openai.chat.completions.create({ model: "gpt-4o-mini", messages });
      } else {
        const stream = await openai.chat.completions.create({
          model: "gpt-4o-mini",
          messages,
          stream: true,
          stream_options: { include_usage: true },
        });
        for await (const chunk of stream) void chunk;
      }
      record({ kind: "action", name: `${name} ${index}` });
    }
    const cost = await endSession(name === "b" ? "Failure" : "Success", { reason: name });
    return { id: session.id, cost, analytics: session.getAnalytics() };
  });
}

console.log(JSON.stringify(await Promise.all([agent("a", 5), agent("b", 3)])));
