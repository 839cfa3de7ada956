/** Wrapped functions that give, or throw, the same object more than once. */
import { startSession, withAction, withLLMCall, withTool } from "../src/index.ts";
import { startRecording, stopRecording } from "./support/recording.ts";

beforeEach(() => void startRecording());
afterEach(stopRecording);

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

describe("a wrapped function", () => {
  it("counts each call that the same error fails, such as an abort's reason", async () => {
    const session = startSession();
    const reason = new Error("aborted");
    const abort = withTool("abort", async () => {
      await later();
      throw reason;
    });
    const all = withAction("all", () => Promise.all([abort(), abort(), abort()]));
    await expect(session.run(all)).rejects.toBe(reason);
    await later();
    await later();
    expect(session.getAnalytics()).toMatchObject({ toolCalls: 3, actions: 1, errors: 3 });
    const other = startSession();
    await expect(other.run(abort)).rejects.toBe(reason);
    expect(other.getAnalytics()).toMatchObject({ errors: 1 });
  });

  it("may return the same object for ever", async () => {
    const session = startSession();
    const query = {
      // oxlint-disable-next-line unicorn/no-thenable -- the point of this test
      then(ok: (value: number) => unknown) {
        ok(7);
      },
    } as unknown as PromiseLike<number>;
    const ask = withTool("ask", () => query);
    for (let round = 0; round < 20_000; round += 1) ask();
    expect(await ask()).toBe(7);
    const iterator = Object.freeze({ next: () => ({ done: true, value: undefined }) });
    const frozen = Object.freeze({ [Symbol.asyncIterator]: () => iterator });
    const stream = withLLMCall({ model: "m", read: () => ({}) }, () => frozen as never as AsyncIterable<number>);
    for await (const chunk of stream()) void chunk;
    expect(session.getAnalytics().toolCalls).toBeGreaterThan(19_000);
  });

  it("keeps what hangs on a promise", async () => {
    startSession();
    const given = withTool("spawn", () => Object.assign(Promise.resolve(1), { child: "process" }))();
    expect([given.child, await given]).toEqual(["process", 1]);
  });
});
