/** Several processes in one session: who decides what, seen at the server. */
import { join } from "node:path";
import { createSessionId, type SessionStats } from "@rootspan/model";
import { drawSession } from "./draw-session.ts";
import { DrivenApp } from "./drive.ts";
import { serverForEachTest } from "./server-for-each-test.ts";

/** How far the server's clock is ahead. */
let aheadMs = 0;
const apps: DrivenApp[] = [];

afterEach(async () => {
  for (const app of apps.splice(0)) await app.kill();
  aheadMs = 0;
});

const server = serverForEachTest({ idleTimeout: "1m", now: () => Date.now() + aheadMs });

function start(name: string, environment: Readonly<Record<string, string | undefined>> = {}, clock = 0): DrivenApp {
  const base = { ROOTSPAN_ENDPOINT: server.url, ROOTSPAN_JOURNAL: join(server.folder, "journal"), ...environment };
  const app = new DrivenApp(name, base, clock);
  apps.push(app);
  return app;
}

async function startBoth(clock = 0): Promise<{ owner: DrivenApp; part: DrivenApp; id: string }> {
  const owner = start("owner");
  const id = await owner.tell<string>("id");
  const part = start("part", await owner.tell("env", "start the part"), clock);
  expect(await part.tell("id")).toBe(id);
  return { owner, part, id };
}

const stats = (id: string): Promise<SessionStats> => server.get(`/v2/sessions/${id}/stats`);
const item = (id: string): Promise<object> => server.get(`/v2/sessions/${id}`);
const draw = (id: string): Promise<string> => drawSession(server.url, id);

it("the owner ends first: its end stands, and what the part goes on to record is counted", async () => {
  const { owner, part, id } = await startBoth();
  await owner.tell("end", "Success", "done");
  expect(await stats(id)).toMatchObject({ running: false, end_state: "Success", counts: { llm: 0, tool: 1 } });
  await part.tell("record", 10);
  await part.tell("flush");
  const after = { running: false, end_state: "Success", end_state_reason: "done", counts: { llm: 5, tool: 6 } };
  expect(await stats(id)).toMatchObject({ ...after, cost_usd: "0.000018" });
  await part.tell("end", "Failure", "too late");
  expect(await stats(id)).toMatchObject({ ...after, cost_usd: "0.000018" });
  expect((await draw(id)).split("\n").filter((line) => line.includes("session"))).toEqual([
    "session owner [Success: done]",
    "    session part [Failure: too late]",
  ]);
});

it("the part ends first: the session runs until its owner ends it", async () => {
  const { owner, part, id } = await startBoth();
  await part.tell("record", 10);
  expect(await part.tell("end", "Failure", "it broke")).toBe("0.000018");
  await owner.tell("flush");
  expect(await stats(id)).toMatchObject({ running: true, end_state: null, counts: { llm: 5, tool: 6 } });
  await owner.tell("record", 10);
  // A process knows the cost of its own part.
  expect(await owner.tell("end", "Success", "all the same")).toBe("0.000018");
  expect(await stats(id)).toMatchObject({
    running: false,
    end_state: "Success",
    end_state_reason: "all the same",
    counts: { llm: 10, tool: 11 },
    cost_usd: "0.000036",
  });
});

it("both record at once: everything counts once", async () => {
  const { owner, part, id } = await startBoth();
  await Promise.all([owner.tell("record", 1000), part.tell("record", 1000)]);
  await Promise.all([owner.tell("end", "Success", ""), part.tell("end", "Success", "")]);
  expect(await stats(id)).toMatchObject({
    counts: { llm: 1000, tool: 1001 },
    prompt_tokens: 12_000,
    completion_tokens: 3_000,
    cost_usd: "0.003600",
    running: false,
  });
});

it("names, tags and the host environment are the owner's; the tags of parts are added", async () => {
  const { owner, part, id } = await startBoth();
  await owner.tell("tag", "mine");
  await part.tell("tag", "theirs", "mine");
  for (const app of [owner, part]) await app.tell("flush");
  expect(await item(id)).toMatchObject({ name: "owner", tags: ["mine", "theirs"] });
  await owner.tell("end", "Success", "");
  await part.tell("end", "Success", "");
  expect(await item(id)).toMatchObject({ name: "owner", tags: ["mine", "theirs"] });
});

it("a part that is killed is completed by the next process, once, and ends nothing", async () => {
  const { owner, part, id } = await startBoth();
  await part.tell("record", 10);
  await part.kill();
  const next = start("next");
  await next.tell("id");
  while (!(await draw(id)).includes("session part [Indeterminate: process lost]")) await next.tell("flush");
  expect(await stats(id)).toMatchObject({ running: true, counts: { llm: 5, tool: 6 } });
  await owner.tell("end", "Success", "");
  expect(await stats(id)).toMatchObject({ running: false, end_state: "Success", counts: { llm: 5, tool: 6 } });
  expect((await draw(id)).match(/session part/g)).toHaveLength(1);
});

it("an owner that is killed is closed by the next process, while its part goes on", async () => {
  const { owner, part, id } = await startBoth();
  await owner.tell("record", 10);
  await owner.kill();
  await part.tell("record", 10);
  await part.tell("flush");
  expect(await stats(id)).toMatchObject({ running: true });
  const next = start("next");
  await next.tell("id");
  while ((await stats(id)).running) await next.tell("flush");
  expect(await stats(id)).toMatchObject({
    end_state: "Indeterminate",
    end_state_reason: "process lost",
    counts: { llm: 10, tool: 11 },
  });
  await part.tell("record", 2);
  await part.tell("end", "Success", "");
  expect(await stats(id)).toMatchObject({ end_state_reason: "process lost", counts: { llm: 11, tool: 12 } });
});

it("a part that outlives the server's patience brings the session back, and a proper end counts", async () => {
  const { owner, part, id } = await startBoth();
  await owner.tell("flush");
  await part.tell("flush");
  aheadMs = 61_000;
  expect(await stats(id)).toMatchObject({
    running: false,
    end_state: "Indeterminate",
    end_state_reason: "no data received any more",
  });
  await part.tell("record", 10);
  await part.tell("end", "Success", "");
  expect(await stats(id)).toMatchObject({ running: true, end_state: null, counts: { llm: 5, tool: 6 } });
  aheadMs = 300_000;
  await owner.tell("end", "Failure", "after all");
  expect(await stats(id)).toMatchObject({ running: false, end_state: "Failure", end_state_reason: "after all" });
});

it("a part whose owner nobody has heard of is a session that runs, and does not end by its part", async () => {
  const id = createSessionId(Date.now(), new Uint8Array(10).fill(7));
  const part = start("part", { ROOTSPAN_INHERITED_SESSION_ID: id });
  await part.tell("record", 10);
  await part.tell("end", "Success", "");
  expect(await item(id)).toMatchObject({ name: "part", running: true, counts: { llm: 5, tool: 5 } });
});

it("parts of parts hang where they were started, and count", async () => {
  const { owner, part, id } = await startBoth();
  const grandchild = start("grandchild", await part.tell("env", "start the grandchild"));
  await grandchild.tell("record", 2);
  const sibling = start("sibling", await owner.tell("env", "start the sibling"));
  await sibling.tell("end", "Success", "");
  for (const app of [grandchild, part, owner]) await app.tell("end", "Success", "");
  expect(await draw(id)).toBe(`session owner [Success]
  execute_tool start the part
    session part [Success]
      execute_tool start the grandchild
        session grandchild [Success]
          chat gpt-4o-mini
          execute_tool tool
  execute_tool start the sibling
    session sibling [Success]`);
  expect(await stats(id)).toMatchObject({ counts: { llm: 1, tool: 4 }, cost_usd: "0.000004" });
});

it.each([-3_600_000, 3_600_000])("a part whose clock is %i ms ahead decides nothing more by it", async (clock) => {
  const { owner, part, id } = await startBoth(clock);
  await part.tell("tag", "theirs");
  await part.tell("record", 10);
  await part.tell("end", "Failure", "");
  await owner.tell("tag", "mine");
  await owner.tell("end", "Success", "");
  expect(await item(id)).toMatchObject({ name: "owner", tags: ["mine", "theirs"], end_state: "Success" });
  const { duration_ms: duration, counts } = await stats(id);
  expect(counts).toMatchObject({ llm: 5, tool: 6 });
  // The owner's, whose clock is one.
  expect(duration).toBeLessThan(600_000);
});
