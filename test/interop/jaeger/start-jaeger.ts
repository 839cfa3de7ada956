/** A Jaeger that keeps traces in memory, and what it answers to queries. */
import { findFreePort } from "../free-port.ts";
import { RunningProgram } from "../running-program.ts";

/** As OTLP has it. */
export interface JaegerSpan {
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  /** OK is 1, ERROR is 2. */
  readonly status?: { readonly code?: number; readonly message?: string };
}

export interface Jaeger {
  /** To send to, as `http://127.0.0.1:4318`. */
  readonly url: string;
  /** The spans of a trace, as they are by now; empty where there is none. */
  spansOf(traceId: string): Promise<readonly JaegerSpan[]>;
  /** Ids of traces in which a span has all these attributes. */
  search(service: string, attributes: Readonly<Record<string, string>>): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function startJaeger(program: string): Promise<Jaeger> {
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const query = `http://127.0.0.1:${await findFreePort()}`;
  const running = await RunningProgram.start({
    program,
    args: ["--config", "test/interop/jaeger/jaeger.yaml"],
    env: { RECEIVER: new URL(url).host, QUERY: new URL(query).host },
    readyUrl: `${query}/api/v3/services`,
  });
  return {
    url,
    spansOf: async (traceId) => {
      const answer = await fetch(`${query}/api/v3/traces/${traceId}`);
      if (answer.status === 404) return [];
      const { result } = (await answer.json()) as {
        result: { resourceSpans: readonly { scopeSpans: readonly { spans: readonly JaegerSpan[] }[] }[] };
      };
      return result.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
    },
    search: async (service, attributes) => {
      // Version 3 of its HTTP API has no search by attributes yet: this is what its pages ask.
      const parameters = new URLSearchParams({ service, tags: JSON.stringify(attributes), lookback: "1h" });
      const answer = await fetch(`${query}/api/traces?${parameters.toString()}`);
      const { data } = (await answer.json()) as { data: readonly { readonly traceID: string }[] };
      return data.map(({ traceID }) => traceID);
    },
    stop: () => running.stop(),
  };
}
