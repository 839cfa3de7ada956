/** What the test tells an application of this folder, and what that tells back; both as JSON. */

export interface Combination {
  /** When the application starts its own OpenTelemetry: before `init()`, after it, while sessions run, or never. */
  readonly host: "before" | "after" | "during" | "never";
  /** `init()`, or only `@rootspan/sdk` with its processor listed by the application, or both, or nothing of ours. */
  readonly use: "init" | "sdk" | "both" | "none";
  /** Of the application's provider; without one it samples all. */
  readonly sampler?: "nothing" | "not session b" | "no chat";
  /** The application lists the instrumentation of OpenAI clients itself. */
  readonly instrumentation?: true;
  /** The application wraps its client. */
  readonly wrap?: true;
  /** The application turns tracing off around its model calls. */
  readonly suppress?: true;
}

export interface Told {
  readonly spans: readonly SeenSpan[];
  /** By name. */
  readonly sessions: Readonly<Record<string, ToldSession>>;
  /** What the application's registrations returned. */
  readonly registered: readonly string[];
  /** What went to the application's diagnostics: level, then message. */
  readonly diag: readonly string[];
}

export interface SeenSpan {
  readonly exporter: "host" | "rootspan";
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly sessionId: unknown;
  readonly costUsd: unknown;
}

export interface ToldSession {
  readonly id: string;
  readonly cost: string;
  readonly calls: number;
  readonly actions: number;
}
