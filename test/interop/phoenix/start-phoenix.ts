/** A Phoenix with a database of its own, and what it answers to queries. */
import { findFreePort } from "../free-port.ts";
import { RunningProgram } from "../running-program.ts";

export interface PhoenixSpan {
  readonly name: string;
  readonly context: { readonly span_id: string };
  readonly parent_id: string | null;
  /** As OpenInference calls it: `LLM`, `TOOL`, `UNKNOWN` … */
  readonly span_kind: string;
  readonly status_code: string;
  readonly status_message: string;
  /** In OpenInference's words, beside those that were sent. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Phoenix {
  /** To send to, as `http://127.0.0.1:6006`. */
  readonly url: string;
  /** What it lists; empty where it does not know the project. @param path with its leading slash */
  list<T>(path: string): Promise<readonly T[]>;
  /** What its pages ask. */
  query<T>(graphql: string): Promise<T>;
  stop(): Promise<void>;
}

/** @param folder for its database */
export async function startPhoenix(python: string, folder: string): Promise<Phoenix> {
  const [port, grpcPort] = [await findFreePort(), await findFreePort()];
  const url = `http://127.0.0.1:${port}`;
  const running = await RunningProgram.start({
    program: python,
    args: ["-m", "phoenix.server.main", "serve"],
    env: {
      PHOENIX_HOST: "127.0.0.1",
      PHOENIX_PORT: `${port}`,
      PHOENIX_GRPC_PORT: `${grpcPort}`,
      PHOENIX_WORKING_DIR: folder,
      PHOENIX_TELEMETRY_ENABLED: "false",
      PHOENIX_ALLOW_EXTERNAL_RESOURCES: "false",
    },
    readyUrl: `${url}/healthz`,
  });
  return {
    url,
    list: async <T>(path: string) => {
      const answer = await fetch(`${url}${path}`);
      return answer.status === 404 ? [] : ((await answer.json()) as { data: readonly T[] }).data;
    },
    query: async <T>(graphql: string) => {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`${url}/graphql`, {
        method: "POST",
        headers,
        body: JSON.stringify({ query: graphql }),
      });
      return ((await answer.json()) as { data: T }).data;
    },
    stop: () => running.stop(),
  };
}
