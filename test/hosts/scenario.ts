/**
 * An application with OpenTelemetry of its own and with sessions: spans outside of sessions, a session for all of its
 * code, two more at once, with timers and a model call in each. Prints what both exporters saw.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Context, DiagLogger, SpanContext, Tracer, TracerProvider } from "@opentelemetry/api";
import type * as Instrumentation from "@rootspan/instrumentations/openai";
import type * as Sdk from "@rootspan/sdk";
import type OpenAI from "openai";
import type * as Rootspan from "rootspan";
import type { Combination, SeenSpan, Told, ToldSession } from "./combination.ts";
import {
  createDiagLogger,
  createExporter,
  createSampler,
  recordResults,
  WorkInstrumentation,
} from "./own-telemetry.ts";

/** What the application's folder resolves, which is not what this one does. */
export interface Host {
  readonly api: HostApi;
  readonly OpenAI: typeof OpenAI;
  readonly loadRootspan: () => Promise<typeof Rootspan>;
  readonly loadSdk: () => Promise<typeof Sdk>;
  readonly loadInstrumentation: () => Promise<typeof Instrumentation>;
  readonly startNodeSdk: (options: HostOptions) => void;
}

/** The application's copy of the API, of either version. */
export interface HostApi {
  readonly trace: {
    getTracer(name: string): Tracer;
    getSpanContext(context: Context): SpanContext | undefined;
    setGlobalTracerProvider(provider: TracerProvider): boolean;
  };
  readonly context: {
    active(): Context;
    with(context: Context, fn: () => Promise<void>): Promise<void>;
    setGlobalContextManager(manager: never): boolean;
  };
  readonly diag: { setLogger(logger: DiagLogger, level: number): boolean };
}

export interface HostOptions {
  /** To be listed ahead of the one that exports. */
  readonly processors: readonly object[];
  readonly exporter: object;
  readonly sampler: object | undefined;
  readonly instrumentations: readonly object[];
}

const ALL_LEVELS = 9999;
/** As `@opentelemetry/core` has it. */
const SUPPRESS_TRACING = Symbol.for("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

export async function runScenario(host: Host): Promise<void> {
  const { trace, context, diag: diagnostics } = host.api;
  const combination = JSON.parse(process.argv[2]!) as Combination;
  const { use, host: when } = combination;
  const [spans, registered, diag]: [SeenSpan[], string[], string[]] = [[], [], []];
  const sessions: Record<string, ToldSession> = {};
  recordResults(trace, "setGlobalTracerProvider", registered);
  recordResults(context, "setGlobalContextManager", registered);

  // Kept from before anything has started, as modules do.
  const tracer = trace.getTracer("the application's");
  const instrumentation = new WorkInstrumentation();
  const rootspan = use === "init" || use === "both" ? await host.loadRootspan() : undefined;
  const sdk = use === "sdk" || use === "both" ? await host.loadSdk() : undefined;
  const { OpenAIInstrumentation, wrapOpenAI } = await host.loadInstrumentation();
  const client = new host.OpenAI({ maxRetries: 0 });

  function startOwn(): void {
    const instrumentations: object[] = [instrumentation];
    if (combination.instrumentation) {
      const openai = new OpenAIInstrumentation();
      openai.patchModule(host.OpenAI);
      instrumentations.push(openai);
    }
    diagnostics.setLogger(createDiagLogger(diag), ALL_LEVELS);
    host.startNodeSdk({
      processors: sdk === undefined ? [] : [new sdk.SessionSpanProcessor()],
      exporter: createExporter("host", spans),
      sampler: combination.sampler && createSampler(combination.sampler, (where) => trace.getSpanContext(where)),
      instrumentations,
    });
  }

  async function ask(content: string): Promise<void> {
    await client.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "user", content }] });
  }

  async function work(name: string): Promise<void> {
    await tracer.startActiveSpan(`work ${name}`, async (span) => {
      instrumentation.work(`instrumented ${name}`);
      await pause(1);
      if (combination.suppress) await context.with(context.active().setValue(SUPPRESS_TRACING, true), () => ask(name));
      else await ask(name);
      span.end();
    });
  }

  async function agent(name: string, delayMs: number): Promise<void> {
    const session = (rootspan ?? sdk)?.startSession({ name });
    const inSession = async (): Promise<void> => {
      await pause(delayMs);
      if (when === "during" && name === "a") startOwn();
      await work(name);
      await pause(1);
      session?.record({ kind: "action", name: `done ${name}` });
    };
    await (session === undefined ? inSession() : session.run(inSession));
    await end(session);
  }

  async function end(session: Sdk.Session | undefined): Promise<void> {
    if (session === undefined) return;
    const cost = await session.end("Success");
    const { llmCalls, actions } = session.getAnalytics();
    sessions[session.name!] = { id: session.id, cost, calls: llmCalls, actions };
  }

  if (when === "before") startOwn();
  const main = rootspan?.init({
    exporter: createExporter("rootspan", spans) as never,
    sessionName: "main",
    hostEnvironment: "off",
    journal: false,
  });
  // Tracers that were used before the provider is there must find it afterwards.
  const early = trace.getTracer("early");
  if (when === "after") {
    tracer.startSpan("early").end();
    early.startSpan("early").end();
    startOwn();
  }
  if (combination.wrap) wrapOpenAI(client);
  await tracer.startActiveSpan("outside", async (span) => {
    await pause(1);
    early.startSpan("below outside").end();
    span.end();
  });
  await Promise.all([agent("a", 1), agent("b", 3)]);
  await work("alone");
  await end(main);
  await rootspan?.shutdown();
  tracer.startSpan("at the end").end();
  console.log(JSON.stringify({ spans, sessions, registered, diag } satisfies Told));
}
