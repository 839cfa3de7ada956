/** Sessions in worker threads: whose they are, and what is left of them however the thread ends. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { drawSession } from "./draw-session.ts";
import { runApp } from "./run-app.ts";
import { serverForEachTest } from "./server-for-each-test.ts";

const server = serverForEachTest();

const environment = (): Record<string, string> => ({
  ROOTSPAN_ENDPOINT: server.url,
  ROOTSPAN_JOURNAL: join(server.folder, "journal"),
});

/** What the application says, and each session that the server knows, as text. */
async function run(way: string, place: string): Promise<{ told: unknown; sessions: readonly string[] }> {
  const { code, errors, output } = await runApp("threads.ts", environment(), way, place);
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  const told: unknown = output === "" ? undefined : JSON.parse(output);
  // What the thread has not delivered itself is delivered by the next process.
  await runApp("burst.mjs", environment(), "0");
  expect(readdirSync(join(server.folder, "journal"))).toEqual([]);
  const list = await fetch(`${server.url}/v2/sessions`);
  const { sessions } = (await list.json()) as { sessions: readonly { id: string; name: string | null }[] };
  const own = sessions.filter(({ name }) => name !== null);
  return { told, sessions: (await Promise.all(own.map(({ id }) => drawSession(server.url, id)))).toSorted() };
}

it.each([
  ["ends", "Success", 0, []],
  ["leaves", "Indeterminate: N/A (process exited without calling session.end(...))", 0, []],
  ["exits", "Indeterminate: N/A (process exited without calling session.end(...))", 3, []],
  ["throws", "Failure: RangeError: too far", 1, ["RangeError: too far"]],
  ["is terminated", "Indeterminate: process lost", 1, []],
])("a thread with the session's environment is a part of it, also when it %s", async (way, end, code, errors) => {
  const error = way === "throws" ? "\n    error" : "";
  expect(await run(way, "of the session")).toEqual({
    told: { code, errors },
    sessions: [`session main [Success]\n  after the thread\n  session ${way} [${end}]${error}\n    work of ${way}`],
  });
});

it.each(["shared", "copied"])("a thread whose environment is %s has a session of its own", async (place) => {
  expect(await run("ends", place)).toEqual({
    told: { code: 0, errors: [] },
    sessions: ["session ends [Success]\n  work of ends", "session main [Success]\n  after the thread"],
  });
});

it("a thread that runs when the process exits is completed by the next one, and so is the main session", async () => {
  const left = "N/A (process exited without calling session.end(...))";
  expect(await run("is left behind", "of the session")).toEqual({
    told: undefined,
    sessions: [
      `session main [Indeterminate: ${left}]\n  session is left behind [Indeterminate: process lost]\n    work of is left behind`,
    ],
  });
});
