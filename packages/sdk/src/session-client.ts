/** How sessions of this process reach the outside: what `startSession` needs besides its own options. */
import { type TracerProvider, trace } from "@opentelemetry/api";
import { sharedState } from "./shared-state.ts";

export interface SessionClient {
  readonly tracerProvider: TracerProvider;
  /** Tags that every session starts with. */
  readonly defaultTags: readonly string[];
  /** False leaves every text that users or models wrote out of spans. */
  readonly captureContent: boolean;
  /** The largest content attribute, in bytes of UTF-8. */
  readonly maxAttributeBytes: number;
  /** Resolves when all that has ended is delivered, or when it takes too long. */
  readonly flush: () => Promise<void>;
  /** Takes the summary line of a session that ended. */
  readonly logSummary: (line: string) => void;
  /** Where a person can see the session. */
  readonly urlOf: (sessionId: string) => string | undefined;
}

/** Without a client, sessions use whatever provider the application registered globally. */
const FALLBACK: SessionClient = {
  tracerProvider: trace,
  defaultTags: [],
  captureContent: false,
  maxAttributeBytes: 262_144,
  flush: flushGlobalProvider,
  logSummary: () => {},
  urlOf: () => undefined,
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
