/** Several sessions at once: what each starts is its own, whichever way the code goes on. */
import { EventEmitter } from "node:events";
import { pipeline } from "node:stream/promises";
import { Readable, Transform } from "node:stream";
import { addTags, currentSession, getAnalytics, record, type Session, startSession, withTool } from "../src/index.ts";
import { type Recording, startRecording, stopRecording } from "./support/recording.ts";

let recording: Recording;
beforeEach(() => void (recording = startRecording()));
afterEach(stopRecording);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const step = (name: string): void => void record({ kind: "action", name });

const WAYS: Readonly<Record<string, (name: string, done: () => void) => unknown>> = {
  async promises(name, done) {
    for (let count = 0; count < 3; count += 1) {
      await pause(count);
      step(name);
    }
    done();
  },
  timers(name, done) {
    let count = 0;
    const timer = setInterval(() => {
      step(name);
      count += 1;
      if (count < 3) return;
      clearInterval(timer);
      setImmediate(() => process.nextTick(() => queueMicrotask(done)));
    }, 1);
  },
  emitters(name, done) {
    const emitter = new EventEmitter();
    emitter.on("step", () => step(name));
    emitter.on("step", (count: number) => (count < 2 ? setTimeout(() => emitter.emit("step", count + 1), 1) : done()));
    emitter.emit("step", 0);
  },
  async streams(name, done) {
    const words = Readable.from([1, 2, 3], { highWaterMark: 1 });
    const seen = new Transform({
      objectMode: true,
      transform(chunk, _encoding, next) {
        step(name);
        setTimeout(() => next(null, chunk), 1);
      },
    });
    await pipeline(words, seen, async (chunks) => {
      for await (const chunk of chunks) void chunk;
    });
    done();
  },
  async "async generators"(name, done) {
    async function* steps(): AsyncGenerator<number> {
      for (let count = 0; count < 3; count += 1) {
        await pause(1);
        step(name);
        yield count;
      }
    }
    for await (const count of steps()) void count;
    done();
  },
};

it.each(Object.entries(WAYS))("keeps twenty sessions apart over %s", async (way, work) => {
  const sessions = Array.from({ length: 20 }, (_, index) => startSession({ name: `${way} ${index}` }));
  await Promise.all(
    sessions.map((session) =>
      session.run(
        () =>
          new Promise<void>((resolve) => {
            void work(session.name!, () => {
              addTags(session.name!);
              expect(currentSession()).toBe(session);
              resolve();
            });
          }),
      ),
    ),
  );
  for (const session of sessions) {
    expect(session.getAnalytics().actions).toBe(3);
    expect(session.tags).toEqual([session.name]);
    const own = recording.ended.filter(({ attributes }) => attributes["session.id"] === session.id);
    expect(own.filter(({ name }) => name === session.name)).toHaveLength(3);
    expect(own.filter(({ name }) => name.startsWith(way) && name !== session.name)).toEqual([]);
  }
});

it("gives an emitter's listeners the session of who emits, and one session inside another its own", () => {
  const emitter = new EventEmitter().on("ask", () => step("answer"));
  const [outer, inner] = [startSession(), startSession()] as [Session, Session];
  outer.run(() => {
    emitter.emit("ask");
    inner.run(() => emitter.emit("ask"));
    expect(currentSession()).toBe(outer);
    expect(getAnalytics()?.actions).toBe(1);
  });
  expect([outer, inner].map((session) => session.getAnalytics().actions)).toEqual([1, 1]);
});

describe("a session that ends too early", () => {
  it("leaves what is still open alone, says how much that is, and takes it in when it ends", async () => {
    const session = startSession();
    let finish!: () => void;
    const work = session.run(() =>
      withTool("long", async () => {
        await new Promise<void>((resolve) => (finish = resolve));
        record({ kind: "llm", model: "my-model", inputTokens: 500_000, outputTokens: 0 });
        return "done";
      })(),
    );
    expect(await session.end("Success")).toBe("0.00");
    expect(recording.find("session").attributes).toMatchObject({
      "rootspan.session.tool_calls": 0,
      "rootspan.session.open_spans": 1,
    });
    const { endTime } = session;
    finish();
    expect(await work).toBe("done");
    expect(recording.find("execute_tool long").attributes["gen_ai.tool.call.result"]).toBe("done");
    expect(session.getAnalytics()).toMatchObject({ toolCalls: 1, llmCalls: 1, cost: "1.000000" });
    expect([session.endTime, await session.end("Failure"), session.endState]).toEqual([endTime, "0.00", "Success"]);
    expect(recording.ended.filter(({ name }) => name === "session")).toHaveLength(1);
  });

  it("says nothing of open spans where there were none", async () => {
    const session = startSession();
    step("only");
    await session.end();
    expect(recording.find("session").attributes["rootspan.session.open_spans"]).toBeUndefined();
  });
});
