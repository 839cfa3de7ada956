/**
 * Does what it is told, line by line, and answers each line by one of JSON. A command is a list: what to do, and with
 * what. The session's name is the first argument, and the second one how many milliseconds its clock is ahead.
 */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { flush, init, withTool } from "rootspan";

const [name, ahead = "0"] = process.argv.slice(2);
const now = Date.now;
Date.now = () => now() + Number(ahead);

const session = init({ sessionName: name!, flushIntervalMs: 50 });

type Command = (...parameters: never[]) => unknown;

const commands: Readonly<Record<string, Command>> = {
  id: () => session.id,
  /** Half model calls of 0.0000036 USD, half tools. */
  record: async (count: number) => {
    for (let index = 0; index < count; index += 1) {
      if (index % 2 === 0) session.record({ kind: "llm", model: "gpt-4o-mini", inputTokens: 12, outputTokens: 3 });
      else session.record({ kind: "tool", name: "tool" });
      if (index % 50 === 0) await new Promise(setImmediate);
    }
  },
  tag: (...tags: string[]) => session.addTags(tags),
  flush: () => flush(),
  end: (state: "Success", reason: string) => session.end(state, { reason }),
  /** The environment of a child, as seen inside a span of this name. */
  env: (span: string) => withTool(span, () => session.childEnv({}))(),
  kill: async () => {
    process.kill(process.pid, "SIGKILL");
    await once(process, "never");
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...parameters] = JSON.parse(line) as [string, ...never[]];
  const result = await commands[command]!(...parameters);
  process.stdout.write(`${JSON.stringify(result ?? null)}\n`);
}
