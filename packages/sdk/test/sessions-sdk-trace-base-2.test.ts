/** Sessions on the 2.x line, which `rootspan` brings. */
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, type SpanProcessor } from "@opentelemetry/sdk-trace-base";
import { SessionSpanProcessor } from "../src/index.ts";
import { describeSessions } from "./describe-sessions.ts";

const processor: SpanProcessor = new SessionSpanProcessor();

it("takes the processor for one of its own, by type and by shape", async () => {
  const provider = new BasicTracerProvider({ spanProcessors: [processor] });
  await expect(provider.forceFlush()).resolves.toBeUndefined();
});

describeSessions("sdk-trace-base 2.12", {
  createProvider: (processors) => new BasicTracerProvider({ spanProcessors: processors as SpanProcessor[] }),
  createContextManager: () => new AsyncLocalStorageContextManager().enable(),
});
