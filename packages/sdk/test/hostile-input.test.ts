/** Whatever an application gives, nothing throws into it, and nothing of it is rejected behind its back. */
import {
  agent,
  currentSession,
  endAllSessions,
  record,
  RootspanError,
  type SessionClient,
  startSession,
  withLLMCall,
} from "../src/index.ts";
import { type Recording, startRecording, stopRecording } from "./support/recording.ts";

let recording: Recording;
const start = (client: Partial<SessionClient> = {}): void => void (recording = startRecording(client));
afterEach(stopRecording);

const traps = (...names: string[]): object =>
  Object.defineProperties(
    {},
    Object.fromEntries(
      names.map((name) => [
        name,
        {
          enumerable: true,
          get: () => {
            throw new Error(`${name} is a trap`);
          },
        },
      ]),
    ),
  );

function revoked(): never {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy as never;
}

it("rejects an end state that has no text, and leaves the session open", async () => {
  start();
  const session = startSession();
  for (const state of [Object.create(null), revoked(), Symbol("s"), () => {}, 7]) {
    const error: unknown = await session.end(state as never).catch((fault: unknown) => fault);
    expect(RootspanError.isInstance(error) && error.code).toBe("INVALID_END_STATE");
  }
  expect(session.endTime).toBeUndefined();
});

it("survives options, events, tags and videos that throw when they are read", async () => {
  start();
  const session = startSession(traps("name", "tags", "redact"));
  expect(startSession(revoked()).tags).toEqual([]);
  expect(startSession({ tags: revoked(), name: "kept" }).name).toBe("kept");
  for (const event of [revoked(), traps("kind"), { kind: "action", name: "a", startTime: revoked() }, null]) {
    expect(session.record(event as never)).toBeUndefined();
  }
  expect(session.record({ kind: "tool", name: "odd", params: revoked() })).toBeDefined();
  session.addTags(revoked(), "kept");
  session.setTags(revoked());
  session.setVideo(revoked());
  await expect(session.end("Success", traps("reason", "video") as never)).resolves.toBe("0.00");
  await expect(startSession().end("Success", revoked())).resolves.toBe("0.00");
});

it("tells of an unknown field once, also of an error and its trigger", () => {
  start();
  const session = startSession();
  session.record({ kind: "error", error: "x", oops: 1, trigger: { kind: "action", name: "a", eek: 1 } } as never);
  expect(recording.told.filter((line) => line.includes("oops"))).toHaveLength(1);
  expect(recording.told.filter((line) => line.includes("eek"))).toHaveLength(1);
  session.record({ kind: "error", trigger: { kind: "action", name: "b" }, code: {} } as never);
  expect(recording.find("b")).toBeUndefined();
});

it("refuses times in seconds, and takes dates of any age", () => {
  start();
  const session = startSession();
  expect(session.record({ kind: "action", name: "seconds", startTime: 1_764_000_000 })).toBeUndefined();
  expect(recording.told).toEqual([expect.stringContaining("seconds are too small), got 1764000000")]);
  expect(session.record({ kind: "action", name: "old", startTime: new Date(12) })).toBeDefined();
});

it("refuses a read that is async, whether it resolves or rejects", async () => {
  start();
  startSession();
  const unhandled: unknown[] = [];
  const keep = (error: unknown): void => void unhandled.push(error);
  process.on("unhandledRejection", keep);
  try {
    for (const read of [async () => ({ inputTokens: 1 }), async () => Promise.reject(new Error("late"))]) {
      const call = withLLMCall({ model: "my-model", read: read as never }, async () => "answer");
      expect(await call()).toBe("answer");
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  } finally {
    process.off("unhandledRejection", keep);
  }
  expect(unhandled).toEqual([]);
  expect(recording.told).toEqual([
    expect.stringContaining("it must return the outcome itself, not a promise of it"),
    expect.stringContaining("it must return the outcome itself, not a promise of it"),
  ]);
});

it("ends although a video is still on its way, and tells of the video later", async () => {
  let arrive = (_url: string): void => {};
  const sendFile = (): Promise<string> => new Promise((resolve) => (arrive = resolve));
  start({ sendFile, endTimeoutMs: 20 });
  const session = startSession();
  await session.end("Success", { video: "run.webm" });
  expect(session.video).toBeUndefined();
  arrive("http://localhost/run.webm");
  await new Promise((resolve) => setImmediate(resolve));
  expect(recording.find("session.update").attributes["rootspan.session.video"]).toBe("http://localhost/run.webm");
});

it("ends all sessions, and none by a state that is unknown", async () => {
  start();
  const sessions = [startSession(), startSession(), startSession()];
  await expect(endAllSessions("Done" as never)).resolves.toBeUndefined();
  expect(sessions.map(({ endTime }) => endTime)).toEqual([undefined, undefined, undefined]);
  await endAllSessions("Fail", "closing time");
  expect(sessions.map(({ endState, endStateReason }) => `${endState} ${endStateReason}`)).toEqual(
    Array(3).fill("Failure closing time"),
  );
  expect(currentSession()).toBeUndefined();
  await expect(endAllSessions()).resolves.toBeUndefined();
});

it("has generator methods of an agent's class act as the agent in each of their steps", async () => {
  start();
  @agent("chef")
  class Chef {
    *cook(): Generator<number> {
      record({ kind: "action", name: "chop" });
      yield 1;
      record({ kind: "action", name: "fry" });
    }
    async *serve(): AsyncGenerator<number> {
      yield 1;
      await Promise.resolve();
      record({ kind: "action", name: "carry" });
      yield 2;
      record({ kind: "action", name: "pour" });
    }
  }
  startSession();
  const chef = new Chef();
  expect([...chef.cook()]).toEqual([1]);
  const served: number[] = [];
  for await (const dish of chef.serve()) {
    served.push(dish);
    record({ kind: "action", name: `eat ${dish}` });
  }
  expect(served).toEqual([1, 2]);
  const agents = ["chop", "fry", "carry", "pour", "eat 1"].map(
    (name) => recording.find(name).attributes["gen_ai.agent.name"],
  );
  expect(agents).toEqual(["chef", "chef", "chef", "chef", undefined]);
});
