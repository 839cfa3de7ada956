/** What can be said of a session: its own options, budget, video, host environment, and what it hands on. */
import { context, trace } from "@opentelemetry/api";
import {
  endSession,
  inheritFrom,
  RootspanError,
  type Session,
  type SessionClient,
  setSessionClient,
  setVideo,
  startSession,
  withLLMCall,
} from "../src/index.ts";
import type { OpenSession } from "../src/open-session.ts";
import { type Recording, startRecording, stopRecording } from "./support/recording.ts";

let recording: Recording;
const start = (client: Partial<SessionClient> = {}): void => void (recording = startRecording(client));
afterEach(stopRecording);

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const markers = (key: string): unknown[] =>
  recording.ended
    .filter(({ attributes }) => attributes["rootspan.kind"] === "marker")
    .map(({ name, attributes }) => `${name} ${String(attributes[key])}`);
const modelCall = { kind: "llm", model: "my-model", inputTokens: 500_000, outputTokens: 0 } as const; // one USD

describe("options of a session", () => {
  it("win over those of the client, for this session alone", () => {
    const redact = (value: unknown): unknown => (typeof value === "string" ? value.toUpperCase() : value);
    start({ content: { captureContent: true, maxAttributeBytes: 1_000 } });
    const loud = startSession({ redact, maxAttributeBytes: 256 });
    const quiet = startSession({ captureContent: false });
    const plain = startSession();
    for (const session of [loud, quiet, plain])
      session.record({ kind: "action", name: "say", params: "x".repeat(500) });
    const said = recording.ended.filter(({ name }) => name === "say").map(({ attributes }) => attributes);
    expect(said.map((attributes) => attributes["rootspan.event.params"])).toEqual([
      expect.stringMatching(/^X+…\[\d+ characters omitted\]…X+$/),
      undefined,
      "x".repeat(500),
    ]);
    expect((loud as OpenSession).callContent).toMatchObject({ maxAttributeBytes: 256, redact });
    setSessionClient(undefined);
    expect((startSession() as OpenSession).callContent).toEqual({});
    expect((startSession({ captureContent: true }) as OpenSession).callContent).toEqual({ captureContent: true });
  });

  it("that cannot be used are told, all of them, and left out", () => {
    start();
    const session = startSession({
      nmae: "x",
      tags: "a",
      maxAttributeBytes: 3,
      sessionBudgetUsd: -1,
      name: "ok",
    } as never);
    expect(session.name).toBe("ok");
    expect(startSession(null as never).tags).toEqual([]);
    expect(recording.told).toEqual([
      expect.stringContaining("nmae is no option of startSession(); there are name, tags, video,"),
      expect.stringContaining('tags must be a list of texts that are not empty, got "a"; it is left out'),
      expect.stringContaining("maxAttributeBytes must be a whole number from 256 to 16777216, got 3"),
      expect.stringContaining("sessionBudgetUsd must be a number of USD above 0"),
      expect.stringContaining("startSession() takes an object of options, got null"),
    ]);
  });

  it("let frameworks end it, or not", async () => {
    start();
    const kept = startSession({ skipAutoEndSession: true });
    expect(await kept.end("Success", { isAutoEnd: true })).toBe("0.00");
    expect(kept.endTime).toBeUndefined();
    await kept.end("Failure");
    expect(kept.endState).toBe("Failure");
    const left = startSession();
    await left.end("Success", { isAutoEnd: true });
    expect(left.endState).toBe("Success");
  });
});

describe("a budget", () => {
  it("is told once when it is used up, and hinders nothing", async () => {
    const told: string[] = [];
    start({
      sessionDefaults: { sessionBudgetUsd: 2, onBudget: (session) => void told.push(session.getAnalytics().cost) },
    });
    const session = startSession();
    session.record(modelCall);
    await settle();
    expect(told).toEqual([]);
    session.record(modelCall);
    expect(told).toEqual([]);
    await settle();
    session.record(modelCall);
    await settle();
    expect(told).toEqual(["2.000000"]);
    expect((session as OpenSession).refusal).toBeUndefined();
    expect(recording.told).toEqual([expect.stringContaining("has used up its budget of $2")]);
  });

  it("refuses further model calls where it shall stop, and survives a callback that fails", async () => {
    start();
    const onBudget = async (): Promise<never> => {
      throw new Error("pager is down");
    };
    const session = startSession({ sessionBudgetUsd: 1, stopAtBudget: true, onBudget });
    const refusal = (): unknown => (session as OpenSession).refusal;
    expect(refusal()).toBeUndefined();
    session.record(modelCall);
    await settle();
    expect(RootspanError.isInstance(refusal())).toBe(true);
    expect(refusal()).toMatchObject({
      code: "BUDGET_EXCEEDED",
      message: expect.stringContaining("budget of $1.000000 is used up: it has cost $1.000000"),
    });
    expect((startSession() as OpenSession).refusal).toBeUndefined();
    let runs = 0;
    const ask = session.run(() =>
      withLLMCall("my-model", async () => {
        runs += 1;
      }),
    );
    await expect(session.run(() => ask())).rejects.toMatchObject({ code: "BUDGET_EXCEEDED" });
    expect(() => session.run(() => withLLMCall("my-model", () => 1)())).toThrow("is used up");
    const stream = session.run(() => withLLMCall("my-model", async function* () {})());
    await expect(stream.next()).rejects.toMatchObject({ code: "BUDGET_EXCEEDED" });
    expect([runs, session.getAnalytics().errors]).toEqual([0, 3]);
    expect(recording.told.at(-1)).toContain("onBudget failed");
  });
});

describe("a video", () => {
  it("is an address, told at once and on the root", async () => {
    start();
    const session = startSession();
    session.run(() => setVideo("https://videos.example/1.webm"));
    expect(session.video).toBe("https://videos.example/1.webm");
    expect(markers("rootspan.session.video")).toEqual([
      "session.start undefined",
      "session.update https://videos.example/1.webm",
    ]);
    await session.end("Success", { video: "https://videos.example/2.webm" });
    expect(recording.find("session").attributes["rootspan.session.video"]).toBe("https://videos.example/2.webm");
  });

  it("is a file that the receiver takes, and the end waits for it", async () => {
    const sent: string[] = [];
    const sendFile = async (sessionId: string, file: string): Promise<string> => {
      await settle();
      sent.push(`${sessionId} ${file}`);
      return `https://receiver.example/${file}`;
    };
    start({ sendFile });
    const session = startSession();
    await session.end("Success", { video: "run.webm" });
    expect(sent).toEqual([`${session.id} run.webm`]);
    expect(session.video).toBe("https://receiver.example/run.webm");
    expect(markers("rootspan.session.video").at(-1)).toBe("session.update https://receiver.example/run.webm");
  });

  it("that cannot be used, or sent, is told", async () => {
    start({ sendFile: async () => Promise.reject(new Error("ENOENT: no such file")) });
    const session = startSession();
    for (const video of ["", 7, "data:video/webm;base64,AAAA", "https://", "missing.webm"])
      session.setVideo(video as string);
    await session.end();
    expect(session.video).toBeUndefined();
    expect(recording.told).toEqual([
      expect.stringContaining("must be an http or https address or the path of a local file"),
      expect.stringContaining("must be an http or https address"),
      expect.stringContaining("a data URL is too large"),
      expect.stringContaining('"https://" is no address'),
      expect.stringContaining("ENOENT: no such file"),
    ]);
    await stopRecording();
    start();
    startSession().setVideo("run.webm");
    expect(recording.told).toEqual([expect.stringContaining("no receiver takes files: run.webm stays")]);
  });
});

describe("the host environment", () => {
  const environment = { OS: { OS: "Linux", "OS Version": "1", "OS Release": "2" } };

  it("is on the first marker where it is known, else on one of its own", async () => {
    start({ hostEnvironment: { known: environment, ready: Promise.resolve(environment) } });
    const session = startSession();
    expect(session.hostEnvironment).toBe(environment);
    await session.end();
    const key = "rootspan.session.host_environment";
    expect(markers(key)).toEqual([`session.start ${JSON.stringify(environment)}`]);
    expect(recording.find("session").attributes[key]).toBe(JSON.stringify(environment));

    await stopRecording();
    let gathered!: (value: typeof environment) => void;
    const ready = new Promise<typeof environment>((resolve) => (gathered = resolve));
    start({ hostEnvironment: { known: undefined, ready } });
    const early = startSession();
    expect(early.hostEnvironment).toBeUndefined();
    const ended = early.end("Success");
    gathered(environment);
    await ended;
    expect(early.hostEnvironment).toBe(environment);
    expect(markers(key)).toEqual(["session.start undefined", `session.update ${JSON.stringify(environment)}`]);
  });
});

describe("a session that is handed on", () => {
  const part = (headers: Record<string, string>): Session => {
    const inherited = inheritFrom(headers, (fault) => recording.told.push(fault));
    return startInherited(inherited);
  };
  const startInherited = (inherited: SessionClient["inherited"]): Session => {
    recording = startRecording({ inherited });
    return startSession({ name: "part" });
  };

  it("is one trace, below the span that handed it on, and its end is its owner's", async () => {
    start();
    const owner = startSession();
    const [headers, spanId] = owner.run(() => {
      const span = recording.provider.getTracer("app").startSpan("call the service");
      return [context.with(trace.setSpan(context.active(), span), () => owner.headers()), span.spanContext().spanId];
    });
    expect(headers).toEqual({
      traceparent: `00-${owner.id.replaceAll("-", "")}-${spanId}-01`,
      baggage: `session.id=${owner.id}`,
    });
    const participant = part(headers);
    expect([participant.id, participant.isOwner, owner.isOwner]).toEqual([owner.id, false, true]);
    participant.record({ kind: "action", name: "work" });
    expect(await participant.end("Success")).toBe("0.00");
    const root = recording.find("session part");
    expect(root.spanContext().traceId).toBe(owner.id.replaceAll("-", ""));
    expect(root.parentSpanContext?.spanId).toBe(spanId);
    expect(root.attributes["rootspan.session.owner"]).toBe(false);
    expect(recording.find("work").parentSpanContext?.spanId).toBe(root.spanContext().spanId);
    expect(new Set(recording.ended.map(({ attributes }) => attributes["session.id"]))).toEqual(new Set([owner.id]));
  });

  it("reaches a child process by its environment, which is otherwise as it was", () => {
    start();
    const owner = startSession();
    expect(owner.childEnv({ PATH: "/bin", TRACESTATE: "old=1", BAGGAGE: "old" })).toEqual({
      PATH: "/bin",
      TRACEPARENT: owner.headers()["traceparent"],
      BAGGAGE: `session.id=${owner.id}`,
    });
    expect(owner.childEnv()["PATH"]).toBe(process.env["PATH"]);
    const inherited = inheritFrom(owner.childEnv({}), () => {});
    expect(inherited?.sessionId).toBe(owner.id);
    expect(startInherited(inherited).id).toBe(owner.id);
  });

  it("can be joined by its id alone, below its real root", async () => {
    start();
    const id = "018f6a1e-0000-7000-8000-00000000abcd";
    const session = startSession({ inheritedSessionId: id.replaceAll("-", "").toUpperCase() });
    expect([session.id, session.isOwner]).toEqual([id, false]);
    await session.end();
    expect(recording.find("session").parentSpanContext).toMatchObject({ spanId: "800000000000abcd", isRemote: true });
  });

  it("is not joined with inherit: false", () => {
    const { id } = startInherited(inheritFrom({ baggage: "session.id=018f6a1e00007000800000000000abcd" }, () => {}));
    expect(id).toBe("018f6a1e-0000-7000-8000-00000000abcd");
    expect(startSession({ inherit: false }).isOwner).toBe(true);
  });

  it.each([
    ["nothing", {}, undefined, 0],
    ["a trace of somebody else", { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` }, undefined, 0],
    ["no UUID", { baggage: "session.id=abc" }, undefined, 1],
    ["an empty one", { BAGGAGE: "session.id=" }, undefined, 1],
    ["zeros", { baggage: `session.id=${"0".repeat(32)}` }, undefined, 1],
    [
      "an id among others",
      { Baggage: `a=b;c , session.id = ${"c".repeat(32)};p=1,d=e` },
      "cccccccc-cccc-cccc-cccc-cccccccccccc",
      0,
    ],
    [
      "a broken traceparent",
      { baggage: `session.id=${"c".repeat(32)}`, traceparent: "00-xyz" },
      "cccccccc-cccc-cccc-cccc-cccccccccccc",
      1,
    ],
    ["broken escapes", { baggage: "session.id=%zz" }, undefined, 1],
  ])("is understood, or told, where it is given as %s", (_, carrier: Record<string, string>, id, faults) => {
    start();
    const told: string[] = [];
    expect(inheritFrom(carrier, (fault) => told.push(fault))?.sessionId).toBe(id);
    expect(told).toHaveLength(faults);
  });
});

it("acts by module functions only on the active session", async () => {
  start();
  setVideo("https://videos.example/1");
  expect(await endSession()).toBeUndefined();
  expect(recording.told).toEqual([
    expect.stringContaining("setVideo() does nothing: no session is open"),
    expect.stringContaining("endSession() does nothing: no session is open"),
  ]);
});
