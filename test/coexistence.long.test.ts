/** Applications with OpenTelemetry of their own: each a process that ends by itself, and what both exporters saw. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LoopbackProvider, startLoopbackProvider } from "loopback-provider";
import type { Combination } from "./hosts/combination.ts";
import { drawTrees } from "./hosts/draw-trees.ts";
import { type HostRun, type Place, runHost } from "./hosts/run-host.ts";

/** With what one process has compiled, the next starts in half the time. */
const compiled = mkdtempSync(join(tmpdir(), "rootspan-test-"));
/** Tests that run side by side start before `beforeAll`. */
let provider: Promise<LoopbackProvider> | undefined;
/** What applications without anything of ours see: the same for several tests. */
const alone = new Map<string, Promise<HostRun>>();

afterAll(async () => {
  await (await provider)?.close();
  rmSync(compiled, { recursive: true });
});

async function run(place: Place, combination: Combination): Promise<HostRun> {
  const { url } = await (provider ??= startLoopbackProvider());
  const told = await runHost(place, combination, {
    OPENAI_BASE_URL: url,
    OPENAI_API_KEY: "sk-test",
    NODE_COMPILE_CACHE: compiled,
  });
  expect({ code: told.code, errors: told.errors }).toEqual({ code: 0, errors: "" });
  return told;
}

function runAlone({ line }: Place, host: Combination["host"]): Promise<HostRun> {
  const key = `${line} ${host}`;
  const running = alone.get(key) ?? run({ line }, { host, use: "none" });
  alone.set(key, running);
  return running;
}

function namesAtHost({ spans }: HostRun): readonly string[] {
  return spans.flatMap(({ exporter, name }) => (exporter === "host" ? [name] : [])).toSorted();
}

/** What the API itself said: of registrations that succeeded or did not. */
function apiMessages({ diag }: HostRun): readonly string[] {
  return diag.filter((message) => message.includes("@opentelemetry/api:"));
}

function warnings({ diag }: HostRun): readonly string[] {
  return diag.filter((message) => message.startsWith("warn rootspan"));
}

const right = { cost: expect.stringMatching(/^0\.000\d*[1-9]/), calls: 1 };

/** Spans of the application join a session that it runs; those of no `run` stay by themselves. */
const SESSIONS = `session a [rootspan a]
  done a [rootspan a]
  session.start [rootspan a]
  work a [host]
    chat gpt-4o-mini [rootspan a priced]
    instrumented a [host]
session b [rootspan b]
  done b [rootspan b]
  session.start [rootspan b]
  work b [host]
    chat gpt-4o-mini [rootspan b priced]
    instrumented b [host]`;

const trees = {
  before: `at the end [host]
outside [host]
  below outside [host]
${SESSIONS}
session main [rootspan main]
  chat gpt-4o-mini [rootspan main priced]
  session.start [rootspan main]
work alone [host]
  instrumented alone [host]`,
  after: `at the end [host]
outside [host]
  below outside [host]
${SESSIONS}
session main [rootspan main]
  chat gpt-4o-mini [rootspan main priced]
  early [rootspan main]
  early [rootspan main]
  session.start [rootspan main]
work alone [host]
  instrumented alone [host]`,
  during: `at the end [host]
${SESSIONS}
session main [rootspan main]
  chat gpt-4o-mini [rootspan main priced]
  outside [rootspan main]
    below outside [rootspan main]
  session.start [rootspan main]
work alone [host]
  instrumented alone [host]`,
  never: `session a [rootspan a]
  done a [rootspan a]
  session.start [rootspan a]
  work a [rootspan a]
    chat gpt-4o-mini [rootspan a priced]
session b [rootspan b]
  done b [rootspan b]
  session.start [rootspan b]
  work b [rootspan b]
    chat gpt-4o-mini [rootspan b priced]
session main [rootspan main]
  outside [rootspan main]
    below outside [rootspan main]
  session.start [rootspan main]
  work alone [rootspan main]
    chat gpt-4o-mini [rootspan main priced]`,
} satisfies Record<Combination["host"], string>;

describe("init() beside an SDK of the application", () => {
  it.concurrent.each<[Place, Combination["host"]]>([
    [{ line: 2 }, "before"],
    [{ line: 2 }, "after"],
    [{ line: 2 }, "during"],
    [{ line: 3 }, "before"],
    [{ line: 3 }, "after"],
    [{ line: 3 }, "during"],
    [{ line: 3, layout: "npm" }, "before"],
    [{ line: 3, layout: "npm" }, "after"],
    [{ line: 3, layout: "npm" }, "during"],
    [{ line: 3, layout: "one" }, "after"],
    [{ line: 2, layout: "npm" }, "before"],
    [{ line: 2, layout: "npm" }, "after"],
    [{ line: 2, layout: "npm" }, "during"],
  ])("%j that starts %s: it gets all its spans as without us, and sessions theirs", async (place, host) => {
    const [told, expected] = await Promise.all([run(place, { host, use: "init" }), runAlone(place, host)]);
    expect(drawTrees(told)).toBe(trees[host]);
    expect(told.sessions).toMatchObject({ a: right, b: right, main: right });
    expect(namesAtHost(told)).toEqual(namesAtHost(expected));
    expect(told.registered).toEqual(["setGlobalContextManager true", "setGlobalTracerProvider true"]);
    expect(expected.registered).toEqual(told.registered);
    expect(apiMessages(told)).toEqual(apiMessages(expected));
    // Here 1.9 has registered what our packages ask 1.10 for.
    const isMix = place.line === 2 && place.layout === "npm";
    const versions = warnings(told).map((warning) =>
      /two versions .* uses (\S+), .* what (\S+) has/.exec(warning)?.slice(1),
    );
    expect(versions).toEqual(isMix ? [["1.10", "1.9.1"]] : []);
    expect(told.diag.filter((message) => message.startsWith("error"))).toEqual([]);
  });

  it.concurrent.each<Place>([{ line: 2 }, { line: 3 }, { line: 3, layout: "npm" }, { line: 3, layout: "one" }])(
    "%j that never starts: spans of the application are the session's, and nothing is registered",
    async (place) => {
      const told = await run(place, { host: "never", use: "init" });
      expect(drawTrees(told)).toBe(trees.never);
      expect(told.sessions).toMatchObject({ a: right, b: right, main: right });
      expect(told.registered).toEqual([]);
    },
  );
});

describe("SessionSpanProcessor in an SDK of the application", () => {
  const combination = { host: "before", use: "sdk", instrumentation: true } as const;

  it.concurrent.each<Place>([{ line: 2 }, { line: 3 }, { line: 3, layout: "npm" }, { line: 2, layout: "npm" }])(
    "%j: the application's provider has everything, once",
    async (place) => {
      const told = await run(place, { ...combination, wrap: true });
      expect(drawTrees(told)).toBe(`at the end [host]
outside [host]
  below outside [host]
session a [host a]
  done a [host a]
  session.start [host a]
  work a [host a]
    chat gpt-4o-mini [host a priced]
    instrumented a [host a]
session b [host b]
  done b [host b]
  session.start [host b]
  work b [host b]
    chat gpt-4o-mini [host b priced]
    instrumented b [host b]
work alone [host]
  chat gpt-4o-mini [host priced]
  instrumented alone [host]`);
      expect(told.sessions).toMatchObject({ a: right, b: right });
      expect(told.diag.filter((message) => message.startsWith("error"))).toEqual([]);
    },
  );

  it.concurrent.each<Place>([{ line: 2 }, { line: 3 }])(
    "%j: with init() too, spans of the application say whose they are, and calls count once",
    async (place) => {
      const told = await run(place, { host: "after", use: "both" });
      const stamped = trees.after.replaceAll(/((?:work|instrumented) ([ab]) \[host)\]/g, "$1 $2]");
      expect(drawTrees(told)).toBe(stamped);
      expect(told.sessions).toMatchObject({ a: right, b: right, main: right });
    },
  );

  it.concurrent("says so when the sampler drops whole sessions", async () => {
    const told = await run({ line: 2 }, { ...combination, sampler: "nothing" });
    expect(told.spans).toEqual([]);
    expect(told.sessions).toMatchObject({ a: { calls: 0, cost: "0.00" }, b: { calls: 0, cost: "0.00" } });
    expect(warnings(told)[0]).toMatch(/totals and cost stay zero.* it samples the session out/);
  });

  it.concurrent("has right totals for each session that the sampler leaves, and says that one is dropped", async () => {
    const told = await run({ line: 3 }, { ...combination, sampler: "not session b" });
    expect(told.sessions).toMatchObject({ a: right, b: { calls: 0, cost: "0.00" } });
    expect(warnings(told)).toEqual([expect.stringMatching(/totals and cost stay zero.* it samples the session out/)]);
  });

  it.concurrent.each<Place>([{ line: 2 }, { line: 3 }])(
    "%j: says once that totals are incomplete when the sampler drops calls within sessions",
    async (place) => {
      const told = await run(place, { ...combination, sampler: "no chat" });
      expect(told.sessions).toMatchObject({ a: { calls: 0, actions: 1 }, b: { calls: 0, actions: 1 } });
      expect(warnings(told)).toEqual([expect.stringMatching(/sampler .* drops spans within sessions: totals .* lack/)]);
    },
  );
});

describe("init() beside what else an application may have", () => {
  it.concurrent.each<Combination>([
    { host: "before", use: "init", sampler: "nothing" },
    { host: "after", use: "both", sampler: "nothing" },
  ])("%j: sessions are complete whatever the application's sampler drops", async (combination) => {
    const told = await run({ line: 3 }, combination);
    expect(namesAtHost(told)).toEqual([]);
    expect(drawTrees(told)).toContain(`session a [rootspan a]
  chat gpt-4o-mini [rootspan a priced]
  done a [rootspan a]
  session.start [rootspan a]`);
    expect(told.sessions).toMatchObject({ a: right, b: right, main: right });
  });

  it.concurrent.each<Combination>([
    { host: "before", use: "init", instrumentation: true, wrap: true },
    { host: "after", use: "init", instrumentation: true },
    { host: "never", use: "init", wrap: true },
    { host: "after", use: "both", instrumentation: true, wrap: true },
  ])("%j: a call is one span of its session, however many instrumentations see it", async (combination) => {
    const { spans, sessions } = await run({ line: 2 }, combination);
    const calls = spans.filter(({ name }) => name.startsWith("chat"));
    expect(calls.map(({ exporter, sessionId }) => [exporter, sessionId])).toEqual(
      ["a", "b", "main"].map((name) => ["rootspan", sessions[name]!.id]),
    );
    expect(sessions).toMatchObject({ a: right, b: right, main: right });
  });

  it.concurrent.each<Combination>([
    { host: "before", use: "init", suppress: true },
    { host: "never", use: "init", suppress: true, wrap: true },
    { host: "before", use: "sdk", suppress: true, instrumentation: true },
  ])("%j: calls for which tracing is off have no span", async (combination) => {
    const { spans, sessions } = await run({ line: 3 }, combination);
    expect(spans.filter(({ name }) => name.startsWith("chat"))).toEqual([]);
    expect(sessions).toMatchObject({ a: { calls: 0, actions: 1 }, b: { calls: 0, actions: 1 } });
  });
});
