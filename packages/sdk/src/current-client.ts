/** The client that new sessions of this process use. */
import { trace } from "@opentelemetry/api";
import type { SessionClient } from "./session-client.ts";
import { sharedState } from "./shared-state.ts";

/** Without a client, sessions use whatever provider the application registered globally. */
const FALLBACK: SessionClient = {
  tracerProvider: trace,
  defaultTags: [],
  content: undefined,
  sessionDefaults: {},
  inherited: undefined,
  projectId: () => undefined,
  hostEnvironment: undefined,
  flush: flushGlobalProvider,
  logSummary: () => {},
  urlOf: () => undefined,
  sendFile: undefined,
};

export function sessionClient(): SessionClient {
  return sharedState().client ?? FALLBACK;
}

/** Makes all later sessions of this process use the client; `undefined` goes back to the global provider. */
export function setSessionClient(client: SessionClient | undefined): void {
  sharedState().client = client;
}

const FLUSH_LIMIT_MS = 10_000;

/** The API's providers cannot be flushed; those of the SDKs can, behind the API's proxy. */
async function flushGlobalProvider(): Promise<void> {
  const proxy = trace.getTracerProvider() as { getDelegate?: () => object };
  const provider = (proxy.getDelegate?.() ?? proxy) as { forceFlush?: () => Promise<void> };
  if (provider.forceFlush === undefined) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, FLUSH_LIMIT_MS);
  });
  await Promise.race([provider.forceFlush(), deadline]).finally(() => clearTimeout(timer));
}
