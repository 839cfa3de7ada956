/** Sessions on the 3.x line, with the API that it asks for, in an application of its own making. */
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import * as sdk from "@opentelemetry/sdk-trace";
import { SessionSpanProcessor } from "../src/index.ts";
import { describeSessions } from "./describe-sessions.ts";

// In such an application every package resolves the API to the one that SDK 3.x requires.
jest.mock("@opentelemetry/api", () => jest.requireActual<object>("@opentelemetry/api-1.10"));

const processor: sdk.SpanProcessor = new SessionSpanProcessor();

it("takes the processor for one of its own, by type and by shape", async () => {
  const provider = new sdk.TracerProvider({ spanProcessors: [processor] });
  await expect(provider.forceFlush()).resolves.toBeUndefined();
});

describeSessions("sdk-trace 3.1 and api 1.10", {
  createProvider: (processors) => new sdk.TracerProvider({ spanProcessors: processors as sdk.SpanProcessor[] }),
  createContextManager: () => new AsyncLocalStorageContextManager().enable(),
});
