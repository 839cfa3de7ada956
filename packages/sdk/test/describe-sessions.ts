/** What every supported OpenTelemetry SDK must do with sessions; each SDK's test file runs it. */
import {
  type Context,
  context,
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  trace,
  type TracerProvider,
} from "@opentelemetry/api";
import {
  addTags,
  currentSession,
  endSession,
  getAnalytics,
  record,
  type ReadableSpanLike,
  RootspanError,
  SessionSpanProcessor,
  setSessionClient,
  startInitialSession,
  startSession,
  withAmbientSession,
} from "../src/index.ts";
import { sharedState } from "../src/shared-state.ts";

interface Harness {
  /** A provider with these processors, in this order. */
  readonly createProvider: (processors: readonly object[]) => TracerProvider;
  readonly createContextManager: () => Parameters<typeof context.setGlobalContextManager>[0];
}

export function describeSessions(sdk: string, harness: Harness): void {
  describe(`sessions on ${sdk}`, () => {
    let ended: ReadableSpanLike[];
    let logged: string[];
    let provider: TracerProvider;

    beforeEach(() => {
      ended = [];
      logged = [];
      context.setGlobalContextManager(harness.createContextManager());
      const keep = {
        onStart() {},
        onEnd: (span: ReadableSpanLike) => void ended.push(span),
        forceFlush: async () => {},
        shutdown: async () => {},
      };
      provider = harness.createProvider([new SessionSpanProcessor({ prices: { "my-model": myPrices } }), keep]);
      setSessionClient({
        tracerProvider: provider,
        defaultTags: ["default"],
        content: { captureContent: true, maxAttributeBytes: 10_000 },
        sessionDefaults: {},
        inherited: undefined,
        projectId: () => undefined,
        hostEnvironment: undefined,
        sendFile: undefined,
        flush: async () => {},
        logSummary: (line) => void logged.push(line),
        urlOf: (id) => `http://localhost/${id}`,
      });
    });

    afterEach(async () => {
      await Promise.all([...sharedState().open].map((session) => session.end()));
      sharedState().initial = undefined;
      sharedState().warned.clear();
      setSessionClient(undefined);
      context.disable();
      trace.disable();
      diag.disable();
    });

    const find = (name: string) => ended.find((span) => span.name === name)!;
    const parentOf = (span: ReadableSpanLike) =>
      ended.find((other) => other.spanContext().spanId === span.parentSpanContext?.spanId)?.name;

    it("makes the session the root of its own trace, with everything in it below", async () => {
      const session = startSession({ name: "checkout", tags: ["priority", "default"] });
      session.record({ kind: "action", name: "look up", params: { id: 7 }, returns: "found" });
      session.record({ kind: "tool", name: "search", callId: "call_1", params: { q: "x" }, returns: [1] });
      await session.end("Success", { reason: "done" });

      const root = find("session checkout");
      expect(root.parentSpanContext).toBeUndefined();
      expect(root.status).toMatchObject({ code: 1 });
      expect(root.attributes).toMatchObject({
        "rootspan.kind": "session",
        "rootspan.session.name": "checkout",
        "rootspan.session.tags": ["default", "priority"],
        "rootspan.session.end_state": "Success",
        "rootspan.session.end_state_reason": "done",
        "rootspan.session.owner": true,
        "rootspan.session.actions": 1,
        "rootspan.session.tool_calls": 1,
        "rootspan.session.llm_calls": 0,
      });
      expect(ended.map((span) => `${parentOf(span) ?? "-"} > ${span.name}`).sort()).toEqual([
        "- > session checkout",
        "session checkout > execute_tool search",
        "session checkout > look up",
        "session checkout > session.start",
      ]);
      expect(new Set(ended.map((span) => span.spanContext().traceId)).size).toBe(1);
      expect(ended.every((span) => span.attributes["session.id"] === session.id)).toBe(true);
      expect(session.id.replaceAll("-", "")).toBe(root.spanContext().traceId);
      expect(find("look up").attributes).toMatchObject({
        "rootspan.event.params": '{"id":7}',
        "rootspan.event.returns": "found",
      });
    });

    it("prices model calls of any emitter, and counts those that it cannot price", async () => {
      const session = startSession();
      session.record({ kind: "llm", model: "my-model", inputTokens: 1_000, outputTokens: 10, cacheReadTokens: 400 });
      session.record({ kind: "llm", model: "unheard-of", inputTokens: 5, outputTokens: 5 });
      session.record({ kind: "llm", model: "unheard-of", inputTokens: 5, outputTokens: 5, costUsd: 0.5 });
      session.run(() =>
        provider
          .getTracer("another")
          .startSpan("chat", {
            attributes: {
              "gen_ai.operation.name": "chat",
              "gen_ai.provider.name": "openai",
              "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
              "gen_ai.usage.input_tokens": 1_000,
              "gen_ai.usage.output_tokens": 100,
            },
          })
          .end(),
      );

      // 600 × 2 + 400 × 1 + 10 × 4 USD per million; gpt-4o-mini: 1000 × 0.15 + 100 × 0.6 USD per million.
      expect(session.getAnalytics()).toMatchObject({
        llmCalls: 4,
        unpricedCalls: 1,
        cost: "0.501850",
        inputTokens: 2_010,
        outputTokens: 120,
        cacheReadTokens: 400,
      });
      expect(await session.end("Success")).toBe("0.501850");
      const amounts = ended.map((span) => [
        span.attributes["gen_ai.usage.cost.amount"],
        span.attributes["gen_ai.usage.cost.source"],
        span.attributes["rootspan.cost.unpriced"],
      ]);
      expect(amounts).toEqual(
        expect.arrayContaining([
          [0.00164, "override", undefined],
          [undefined, undefined, true],
          [0.5, "provider", undefined],
          [0.00021, "list_price", undefined],
        ]),
      );
    });

    it("keeps two sessions at once apart, over timers and promises", async () => {
      const work = async (name: string, pause: number) => {
        const session = startSession({ name });
        await session.run(async () => {
          for (let step = 0; step < 3; step += 1) {
            await new Promise((resolve) => setTimeout(resolve, pause));
            record({ kind: "action", name: `${name} ${step}` });
            provider.getTracer("mine").startSpan(`${name} span ${step}`).end();
            addTags(`${name}-${step}`);
          }
        });
        await session.run(() => endSession("Success"));
        return session;
      };
      const sessions = await Promise.all([work("a", 3), work("b", 2), work("c", 1)]);
      for (const session of sessions) {
        const own = ended.filter((span) => span.attributes["session.id"] === session.id);
        const actions = own.filter((span) => span.attributes["rootspan.kind"] === "action").map((span) => span.name);
        expect(actions).toEqual([0, 1, 2].map((step) => `${session.name} ${step}`));
        expect(own.filter((span) => span.name.includes(" span ")).length).toBe(3);
        expect(own.every((span) => span.spanContext().traceId === session.id.replaceAll("-", ""))).toBe(true);
        expect(session.tags).toEqual(["default", ...[0, 1, 2].map((step) => `${session.name}-${step}`)]);
        expect(session.endState).toBe("Success");
      }
    });

    it("takes code outside any run for the initial session, else for the only one, else for none", async () => {
      const warnings: string[] = [];
      const collect = (_message: string, ...rest: unknown[]) => void warnings.push(rest.join(" "));
      diag.setLogger(
        { error: collect, warn: collect, info() {}, debug() {}, verbose() {} },
        { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
      );
      expect(currentSession()).toBeUndefined();
      expect(record({ kind: "action", name: "lost" })).toBeUndefined();
      expect(record({ kind: "action", name: "lost again" })).toBeUndefined();
      expect(warnings.filter((text) => text.includes("record() does nothing: no session is open"))).toHaveLength(1);

      const first = startSession();
      expect(currentSession()).toBe(first);
      const second = startSession();
      expect(currentSession()).toBeUndefined();
      expect(getAnalytics()).toBeUndefined();
      expect(warnings.some((text) => text.includes("2 sessions are open"))).toBe(true);
      expect(second.run(() => currentSession())).toBe(second);

      const initial = startInitialSession();
      expect(currentSession()).toBe(initial);
      const active: Context = withAmbientSession(ROOT_CONTEXT);
      expect(trace.getSpan(active)).toBe(initial.rootSpan);
      expect(first.run(() => currentSession())).toBe(first);
    });

    it("stays open at an end state that it does not know, and ends once at one that it knows", async () => {
      const session = startSession();
      const refused = await session.end("Sucess" as "Success").catch((error: unknown) => error);
      expect(RootspanError.isInstance(refused) && refused.code).toBe("INVALID_END_STATE");
      expect(refused).toMatchObject({ message: expect.stringContaining("Success, Failure, Indeterminate") });
      expect(session.endTime).toBeUndefined();
      expect(await endSession("nonsense" as "Success")).toBeUndefined();

      const [one, two] = await Promise.all([
        session.end("FAIL" as "Fail", { reason: "no stock" }),
        session.end("Success"),
      ]);
      expect(one).toBe("0.00");
      expect(two).toBe(one);
      expect(session.endState).toBe("Failure");
      expect(find("session").status).toEqual({ code: 2, message: "no stock" });
      expect(ended.filter((span) => span.name === "session")).toHaveLength(1);
      expect(logged).toHaveLength(1);
      expect(logged[0]).toMatch(
        /^Session Stats - Duration: \d+\.\ds \| Cost: \$0\.00 \| LLMs: 0 \| Tools: 0 \| Actions: 0 \| Errors: 0$/,
      );
    });

    it("leaves the status unset for Indeterminate, which is the default, also of await using", async () => {
      {
        await using session = startSession();
        session.record({ kind: "action", name: "only" });
      }
      expect(find("session").status.code).toBe(0);
      expect(find("session").attributes["rootspan.session.end_state"]).toBe("Indeterminate");
    });

    it("tells receivers about tags while the session is open", async () => {
      const session = startSession();
      session.addTags("a", ["b", "a"]);
      session.setTags(["c"]);
      expect(session.tags).toEqual(["c"]);
      expect(ended.map((span) => [span.name, span.attributes["rootspan.session.tags"]])).toEqual([
        ["session.start", ["default"]],
        ["session.update", ["default", "a", "b"]],
        ["session.update", ["c"]],
      ]);
      expect(session.getAnalytics().events).toBe(0);
    });

    it("keeps what it says of itself in order, however fast it says it", async () => {
      for (let round = 0; round < 50; round += 1) {
        ended.length = 0;
        const session = startSession();
        session.addTags("a");
        session.addTags("b");
        expect(session.tags).toEqual(["default", "a", "b"]);
        await session.end("Success");
        const moments = ended.map(({ endTime: [seconds, nanos] }) => BigInt(seconds) * 1_000_000_000n + BigInt(nanos));
        expect(moments).toEqual(moments.toSorted((a, b) => (a < b ? -1 : 1)));
        expect(new Set(moments).size).toBe(4);
        expect(session.endTime!.getTime()).toBe(Math.trunc(Number(moments.at(-1)! / 1_000_000n)));
      }
    });

    it("does not lend a session that says by run() which code is its own to other code", () => {
      const session = startSession();
      expect(currentSession()).toBe(session);
      session.run(() => expect(currentSession()).toBe(session));
      expect(currentSession()).toBeUndefined();
    });

    it("takes whatever callers without types give it", async () => {
      const session = startSession({ tags: 5 as never });
      session.addTags(undefined as never, { a: 1 } as never, "kept");
      session.setTags(["kept", null as never]);
      expect(session.tags).toEqual(["kept"]);
      await expect(session.end(1n as never)).rejects.toThrow("unknown end state 1;");
      await expect(session.end("Success", null as never)).resolves.toBe("0.00");
    });

    it("records values that JSON cannot hold, and loses no event for one that cannot be read", async () => {
      class PaymentDeclined extends Error {}
      const session = startSession();
      const circular: Record<string, unknown> = { big: 10n, map: new Map([["a", 1]]), set: new Set([2]) };
      circular["self"] = circular;
      const trap = Object.defineProperty({}, "trap", { enumerable: true, get: () => JSON.parse("{") as unknown });
      session.record({ kind: "action", name: "odd", params: circular, returns: trap, logs: Buffer.alloc(1_000_000) });
      session.record({ kind: "error", error: new PaymentDeclined("no funds"), details: new Error("inner") });
      expect(find("odd").attributes).toMatchObject({
        "rootspan.event.params": '{"big":"10","map":{"a":1},"set":[2],"self":"[circular]"}',
        "rootspan.event.returns": '{"trap":"[unreadable]"}',
        "rootspan.event.logs": '"[1000000 bytes]"',
      });
      expect(find("error").attributes).toMatchObject({
        "error.type": "PaymentDeclined",
        "rootspan.error.details": '{"name":"Error","message":"inner"}',
      });
      await session.end();
    });

    it("records an error with its type and stack, and counts it once", async () => {
      const session = startSession();
      const trigger = session.record({ kind: "tool", name: "search" });
      session.record({ kind: "error", error: new TypeError("boom"), code: 502, ...(trigger && { trigger }) });
      expect(find("error").status.code).toBe(2);
      expect(find("error").attributes).toMatchObject({
        "error.type": "TypeError",
        "rootspan.error.code": "502",
        "rootspan.error.trigger_span_id": trigger?.spanId,
        "exception.message": "boom",
        "exception.stacktrace": expect.stringContaining("TypeError: boom"),
      });
      expect(session.getAnalytics()).toMatchObject({ errors: 1, toolCalls: 1 });
    });

    it("keeps given times", async () => {
      const session = startSession();
      session.record({
        kind: "action",
        name: "past",
        startTime: 1_700_000_000_000,
        endTime: new Date(1_700_000_001_500),
      });
      expect(find("past").startTime).toEqual([1_700_000_000, 0]);
      expect(find("past").endTime).toEqual([1_700_000_001, 500_000_000]);
    });

    it("does not record an event that it cannot understand, and says what is wrong", () => {
      const errors: string[] = [];
      const collect = (_message: string, ...rest: unknown[]) => void errors.push(rest.join(" "));
      diag.setLogger(
        { error: collect, warn() {}, info() {}, debug() {}, verbose() {} },
        { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
      );
      const session = startSession();
      const before = ended.length;
      const bad: unknown[] = [
        undefined,
        { kind: "acton", name: "x" },
        { kind: "action" },
        { kind: "tool", name: 7 },
        { kind: "llm", model: "m", inputTokens: -1 },
        { kind: "llm", model: "m", costUsd: Number.NaN },
      ];
      for (const event of bad) expect(session.record(event as never)).toBeUndefined();
      expect(ended.length).toBe(before);
      expect(errors.length).toBe(bad.length);
      expect(errors[1]).toContain('event.kind must be "action", "tool", "llm" or "error", got "acton"');
    });
  });
}

const myPrices = { inputUsdPerMTok: 2, outputUsdPerMTok: 4, cacheReadUsdPerMTok: 1 };
