/** Wrapped functions are what they were, with a span around each call. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { trace } from "@opentelemetry/api";
import {
  action,
  agent,
  currentSession,
  record,
  startSession,
  tool,
  withAction,
  withAgent,
  withLLMCall,
  withTool,
} from "../src/index.ts";
import { type Recording, startRecording, stopRecording } from "./support/recording.ts";

let recording: Recording;
beforeEach(() => void (recording = startRecording()));
afterEach(stopRecording);

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
const activeName = (): unknown => (trace.getActiveSpan() as { name?: unknown } | undefined)?.name;

class Oven {
  readonly heat = 200;
}

function bake(this: Oven, dish: string, minutes: number): string {
  return `${dish} ${minutes}' at ${this.heat}`;
}

describe("a wrapped function", () => {
  it("keeps this, name, arity, own properties, and its result", () => {
    startSession();
    const original = Object.assign(bake, { flavour: "salty" });
    const wrapped = withTool(original);
    expect([wrapped.name, wrapped.length, wrapped.flavour]).toEqual(["bake", 2, "salty"]);
    expect(wrapped.call(new Oven(), "bread", 40)).toBe("bread 40' at 200");
    expect(recording.find("execute_tool bake").attributes).toMatchObject({
      "rootspan.kind": "tool",
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "bake",
      "gen_ai.tool.call.arguments": '["bread",40]',
      "gen_ai.tool.call.result": "bread 40' at 200",
    });
  });

  it("is called as it is outside every session", () => {
    expect(withTool("search", () => activeName())()).toBeUndefined();
    expect(recording.ended).toEqual([]);
  });

  it("makes what it starts its children, over awaits, and gives the caller its own context back", async () => {
    const session = startSession();
    const search = withTool({ name: "search", description: "Finds pages" }, async ({ q }: { q: string }) => {
      await later();
      record({ kind: "action", name: `fetch ${q}` });
      return [activeName()];
    });
    const answer = withAction("answer", async () => {
      const found = await search({ q: "x" });
      return [...found, activeName()];
    });
    expect(await session.run(answer)).toEqual(["execute_tool search", "answer"]);
    await session.end("Success");
    expect(recording.tree()).toBe(["session ok", "  answer", "    execute_tool search", "      fetch x"].join("\n"));
    expect(recording.find("execute_tool search").attributes).toMatchObject({
      "gen_ai.tool.description": "Finds pages",
      "gen_ai.tool.call.arguments": '{"q":"x"}',
      "gen_ai.tool.call.result": '["execute_tool search"]',
    });
  });

  it("throws its own error, which counts once a call however many wrappers it passes", async () => {
    const session = startSession();
    const error = new RangeError("too far");
    const inner = withTool("inner", async () => {
      throw error;
    });
    const outer = withAction("outer", async () => inner());
    await expect(session.run(outer)).rejects.toBe(error);
    const failing = withTool("sync", () => {
      throw error;
    });
    expect(() => session.run(failing)).toThrow(error);
    session.record({ kind: "error", error });
    expect(session.getAnalytics()).toMatchObject({ toolCalls: 2, actions: 1, errors: 2 });
    expect(recording.find("execute_tool inner")).toMatchObject({
      status: { code: 2, message: "too far" },
      attributes: {
        "error.type": "RangeError",
        "exception.stacktrace": expect.stringContaining("RangeError: too far"),
      },
    });
    expect(recording.find("outer").status.code).toBe(2);
    expect(recording.find("error").attributes["rootspan.error.trigger_span_id"]).toBe(
      recording.find("execute_tool inner").spanContext().spanId,
    );
  });

  it("leaves a rejection that nobody handles unhandled, and one that is handled handled", () => {
    const file = join(__dirname, "fixtures/rejections.ts");
    const output = execFileSync(process.execPath, ["--conditions=@rootspan/source", file], { encoding: "utf8" });
    expect(JSON.parse(output)).toEqual(["Error: nobody looks"]);
  });

  it("keeps thenables that work only when somebody subscribes", async () => {
    startSession();
    let runs = 0;
    class Query extends Promise<number> {
      static override get [Symbol.species](): PromiseConstructor {
        return Promise;
      }
      // oxlint-disable-next-line unicorn/no-thenable -- the point of this test
      override then<A, B>(
        ok?: ((value: number) => A | PromiseLike<A>) | null,
        failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
      ): Promise<A | B> {
        runs += 1;
        return Promise.resolve(7).then(ok, failed);
      }
    }
    const query = new Query(() => {});
    const given = withTool("query", () => query)();
    expect(given).toBe(query);
    expect([runs, recording.ended.filter(({ name }) => name.includes("query")).length]).toEqual([0, 0]);
    expect(await given).toBe(7);
    expect(runs).toBe(1);
    expect(recording.find("execute_tool query").attributes["gen_ai.tool.call.result"]).toBe("7");
  });

  it("records neither arguments nor results where it is told not to", () => {
    const session = startSession({ captureContent: false });
    withTool("quiet", (secret: string) => secret)("my secret");
    session.run(() => withTool({ name: "loud", captureContent: true }, (word: string) => word)("word"));
    expect(() =>
      withAction("failing", () => {
        throw new Error("my secret");
      })(),
    ).toThrow("my secret");
    expect(
      JSON.stringify(recording.ended.map(({ name, attributes, status }) => [name, attributes, status])),
    ).not.toMatch(/my secret/);
    expect(recording.find("execute_tool loud").attributes["gen_ai.tool.call.result"]).toBe("word");
  });

  it("says what is wrong where it cannot wrap, and gives back what it was given", () => {
    expect(withTool("name", undefined as never)).toBeUndefined();
    expect(withLLMCall("", Math.max)).toBe(Math.max);
    expect(recording.told).toEqual([
      expect.stringContaining("withTool() takes a name or options and a function, got undefined"),
      expect.stringContaining("withLLMCall() takes the name of a model"),
    ]);
  });
});

describe("a wrapped generator", () => {
  function* count(to: number): Generator<number, string, string | undefined> {
    try {
      for (let step = 1; step <= to; step += 1) record({ kind: "action", name: `step ${step} ${String(yield step)}` });
      return "done";
    } finally {
      record({ kind: "action", name: `closed in ${String(activeName())}` });
    }
  }

  it("is the generator itself, with everything inside it below its span", async () => {
    const session = startSession();
    const wrapped = withTool(count);
    expect(Object.prototype.toString.call(wrapped)).toBe("[object GeneratorFunction]");
    const generator = session.run(() => wrapped(2));
    expect(Object.prototype.toString.call(generator)).toBe("[object Generator]");
    expect(Object.keys(generator)).toEqual([]);
    expect(recording.ended.map(({ name }) => name)).toEqual(["session.start"]);
    expect([generator.next(), generator.next("a"), generator.next("b"), generator.next()]).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: true, value: "done" },
      { done: true, value: undefined },
    ]);
    expect([...wrapped(3)]).toEqual([1, 2, 3]);
    await session.end();
    expect(recording.tree().split("\n").slice(0, 5)).toEqual([
      "session",
      "  execute_tool count",
      "    step 1 a",
      "    step 2 b",
      "    closed in execute_tool count",
    ]);
    expect(recording.find("execute_tool count").attributes["gen_ai.tool.call.result"]).toBe('[1,2,"done"]');
  });

  it("ends its span when its reader breaks off, or throws into it", () => {
    startSession();
    const wrapped = withTool(count);
    for (const step of wrapped(5)) if (step === 2) break;
    const generator = wrapped(5);
    generator.next();
    expect(() => generator.throw(new TypeError("stop"))).toThrow("stop");
    const spans = recording.ended.filter(({ name }) => name === "execute_tool count");
    expect(spans.map(({ status, attributes }) => [status.code, attributes["gen_ai.tool.call.result"]])).toEqual([
      [0, "[1,2]"],
      [2, undefined],
    ]);
  });

  it("keeps its context between two steps when it is asynchronous", async () => {
    const session = startSession();
    const other = startSession();
    const wrapped = session.run(() =>
      withTool("stream", async function* (words: readonly string[]) {
        for (const word of words) {
          await later();
          record({ kind: "action", name: `${word} in ${String(activeName())}` });
          yield word;
        }
      }),
    );
    const generator = session.run(() => wrapped(["a", "b"]));
    const words: string[] = [];
    await other.run(async () => {
      for await (const word of generator) words.push(`${word} ${currentSession() === other}`);
    });
    expect(words).toEqual(["a true", "b true"]);
    expect(session.getAnalytics()).toMatchObject({ toolCalls: 1, actions: 2 });
    expect(other.getAnalytics()).toMatchObject({ toolCalls: 0, actions: 0 });
    expect(recording.find("b in execute_tool stream").attributes["session.id"]).toBe(session.id);
  });

  it("ends its span when nobody can read it any more", async () => {
    startSession();
    (() => void withTool(count)(3).next())();
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    for (let round = 0; round < 100 && recording.find("execute_tool count") === undefined; round += 1) {
      collect();
      await later();
    }
    expect(recording.find("execute_tool count").status.code).toBe(0);
  });
});

describe("a wrapped model call", () => {
  const answer = { text: "Hello", usage: { in: 1_000, out: 500 } };

  it("is priced from what it read of its result", async () => {
    const session = startSession();
    const ask = withLLMCall(
      {
        model: "my-model",
        provider: "mine",
        read: ({ text, usage }, [question]) => ({
          prompt: question,
          completion: text,
          inputTokens: usage.in,
          outputTokens: usage.out,
        }),
      },
      async (_question: string) => answer,
    );
    expect(await session.run(() => ask("Hi"))).toBe(answer);
    expect(recording.find("chat my-model").attributes).toMatchObject({
      "gen_ai.provider.name": "mine",
      "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]',
      "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"text","content":"Hello"}]}]',
      "gen_ai.usage.cost.amount": 0.004,
    });
    expect(await session.end()).toBe("0.004000");
  });

  it("reads the chunks of a stream, as they were yielded", async () => {
    const session = startSession();
    const ask = withLLMCall(
      {
        model: "my-model",
        read: (chunks) => ({ completion: chunks.join(""), inputTokens: 1, outputTokens: chunks.length }),
      },
      async function* () {
        yield "Hel";
        yield "lo";
      },
    );
    const seen: string[] = [];
    for await (const chunk of ask()) seen.push(chunk);
    expect(seen).toEqual(["Hel", "lo"]);
    expect(session.getAnalytics()).toMatchObject({ llmCalls: 1, inputTokens: 1, outputTokens: 2 });
  });

  it("says why its usage is not known", () => {
    startSession();
    withLLMCall({ model: "m", read: () => ({ inputTokens: -1 }) }, () => 1)();
    withLLMCall({ model: "m", read: () => JSON.parse("{") as object }, () => 1)();
    expect(recording.told).toEqual([
      expect.stringContaining("event.inputTokens must be a whole number from 0 on, got -1"),
      expect.stringContaining("read() of the model call"),
    ]);
    expect(recording.ended.filter(({ name }) => name === "chat m")).toHaveLength(2);
  });
});

describe("an agent", () => {
  it("is named on everything that happens within it, the innermost first", async () => {
    const session = startSession();
    const research = withAgent({ name: "researcher", id: "r1" }, async () => {
      record({ kind: "llm", model: "my-model", inputTokens: 1_000, outputTokens: 0 });
      await later();
      withTool("search", () => 1)();
    });
    const write = withAgent("writer", async () => {
      await research();
      record({ kind: "llm", model: "my-model", inputTokens: 500, outputTokens: 0 });
      record({ kind: "action", name: "hand over", agent: "editor" });
    });
    await session.run(write);
    await session.end();
    expect(recording.tree()).toBe(
      [
        "session",
        "  invoke_agent writer",
        "    invoke_agent researcher",
        "      chat my-model",
        "      execute_tool search",
        "    chat my-model",
        "    hand over",
      ].join("\n"),
    );
    const agentOf = (name: string): unknown => recording.find(name).attributes["gen_ai.agent.name"];
    expect(["execute_tool search", "hand over", "invoke_agent writer"].map(agentOf)).toEqual([
      "researcher",
      "editor",
      "writer",
    ]);
    expect(recording.find("execute_tool search").attributes["gen_ai.agent.id"]).toBe("r1");
    expect(recording.find("session").attributes["gen_ai.agent.name"]).toBeUndefined();
  });
});

describe("decorators", () => {
  class Kitchen {
    #stove = "gas";
    @tool cook(dish: string): string {
      return `${dish} on ${this.#stove}`;
    }
    @action("lay the table") async lay(): Promise<number> {
      await later();
      return 4;
    }
    @tool({ name: "serve", description: "Brings dishes" }) *serve(): Generator<string> {
      yield* ["soup", "cake"];
    }
    @agent async *chef(): AsyncGenerator<string> {
      yield this.cook("soup");
    }
    @tool static clean(): string {
      return "clean";
    }
    @tool taste = (dish: string): string => `${dish}!`;
  }

  it("do for methods and fields what the wrappers do for functions", async () => {
    const session = startSession();
    const kitchen = new Kitchen();
    expect(kitchen.cook("soup")).toBe("soup on gas");
    expect(kitchen.cook.name).toBe("cook");
    expect(await kitchen.lay()).toBe(4);
    expect([...kitchen.serve()]).toEqual(["soup", "cake"]);
    for await (const dish of kitchen.chef()) expect(dish).toBe("soup on gas");
    expect(Kitchen.clean()).toBe("clean");
    expect(kitchen.taste("pie")).toBe("pie!");
    await session.end();
    expect(recording.tree()).toBe(
      [
        "session",
        "  execute_tool cook",
        "  lay the table",
        "  execute_tool serve",
        "  invoke_agent chef",
        "    execute_tool cook",
        "  execute_tool clean",
        "  execute_tool taste",
      ].join("\n"),
    );
    expect(recording.told).toEqual([]);
  });

  it("name the agent of a class on all that its methods start", () => {
    startSession();
    @agent("critic")
    class Critic {
      judge(): void {
        record({ kind: "action", name: "judge" });
      }
    }
    new Critic().judge();
    expect(recording.find("judge").attributes["gen_ai.agent.name"]).toBe("critic");
  });

  it("work as those of experimentalDecorators are called", () => {
    startSession();
    class Shop {
      sell(item: string): string {
        return `sold ${item}`;
      }
    }
    const descriptor = Object.getOwnPropertyDescriptor(Shop.prototype, "sell")!;
    const decorated: unknown = tool("sell it")(Shop.prototype, "sell", descriptor);
    Object.defineProperty(Shop.prototype, "sell", decorated as PropertyDescriptor);
    expect(new Shop().sell("tea")).toBe("sold tea");
    expect(recording.find("execute_tool sell it").attributes["gen_ai.tool.call.result"]).toBe("sold tea");
  });
});
